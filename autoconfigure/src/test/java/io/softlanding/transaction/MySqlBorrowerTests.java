/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a cancel does on a real MariaDB whose user, without the privilege PROCESS, sees
 * the age of no transaction.
 */
@Tag("mariadb")
@ExtendWith(MariaDbServer.Extension.class)
@Timeout(60)
class MySqlBorrowerTests {

	private static final TransactionTimeouts PATIENT = new TransactionTimeouts(Duration.ofSeconds(10),
			Duration.ofSeconds(10), Duration.ZERO);

	private final String row = UUID.randomUUID().toString();

	@ParameterizedTest
	@ValueSource(strings = { "mariadb", "mysql" })
	void aCancelThatIsLateDoesNotHitTheNextBorrower(String driver, MariaDbServer maria) throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		try (Connection observer = maria.connect(MariaDbServer.ADMIN);
				Landing landing = new Landing(new LateDialect(
						MySqlContract.dialect(new TransactionProperties.Session(null, null, null)), () -> {
							Owner doomed = owner.get().release();
							Awaitility.await()
								.until(() -> isNextRunning(observer)
										|| doomed.thread().getState() == Thread.State.TIMED_WAITING);
						}))) {
			DataSource tomcat = new DataSource();
			tomcat.setUrl(maria.url(driver));
			tomcat.setUsername(MariaDbServer.USER);
			tomcat.setPassword(MariaDbServer.PASSWORD);
			tomcat.setMaxActive(1);
			tomcat.setInitialSize(1);
			landing.track(tomcat);
			owner.set(landing.insert(tomcat, this.row, Owner::pause).awaitHere());
			JdbcTemplate jdbc = new JdbcTemplate(tomcat);
			AtomicReference<Long> interrupted = new AtomicReference<>();
			Owner next = Owner.start((self) -> interrupted
				.set(jdbc.queryForObject("SELECT SLEEP(1) /* next " + this.row + " */", Long.class)));
			DrainResult result = landing.drain(PATIENT, new StubDrainContext(Duration.ofSeconds(40)));
			assertThat(next.failure()).isNull();
			assertThat(interrupted).hasValue(0L);
			assertThat(Landing.outcomes(result)).containsExactly("doomed");
			tomcat.close(true);
		}
	}

	private boolean isNextRunning(Connection observer) {
		return new JdbcTemplate(new SingleConnectionDataSource(observer, true)).queryForObject(
				"SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE ? AND ID <> CONNECTION_ID()",
				Long.class, "%next " + this.row + "%") > 0;
	}

}
