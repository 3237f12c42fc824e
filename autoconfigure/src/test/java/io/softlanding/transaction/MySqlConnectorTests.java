package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import io.softlanding.drain.CurrentRequest;
import io.softlanding.drain.NanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * By the driver of MySQL.
 */
class MySqlConnectorTests extends MySqlContract {

	MySqlConnectorTests() {
		super("mysql");
	}

	@Test
	void aDriverThatConnectsAgainHasAnotherSession(MariaDbServer maria) throws Exception {
		OpenTransactions transactions = new OpenTransactions(NanoClock.SYSTEM, CurrentRequest.NONE);
		TrackedDataSource source = new TrackedDataSource("dataSource", new SimpleDriverDataSource(), transactions,
				List.of(dialect(new SessionLimits(null, null, null))), List.of());
		try (Connection physical = DriverManager.getConnection(maria.url("mysql") + "&autoReconnect=true",
				MariaDbServer.USER, MariaDbServer.PASSWORD); Connection admin = maria.connect(MariaDbServer.ADMIN)) {
			TrackedConnection before = (TrackedConnection) source.track(physical);
			assertThat(((TrackedConnection) source.track(physical)).session()).isSameAs(before.session());
			admin.createStatement().execute("KILL CONNECTION " + before.session().id());
			Awaitility.await()
				.ignoreExceptionsInstanceOf(SQLException.class)
				.until(() -> physical.createStatement().execute("SELECT 1"));
			TrackedConnection after = (TrackedConnection) source.track(physical);
			assertThat(after.session().id()).isNotEqualTo(before.session().id());
			assertThat(after.session().trusted()).isTrue();
		}
	}

}
