/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of transactions on H2, which does not abort.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class H2DrainTests {

	private final Landing landing = new Landing();

	private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

	private Connection observer;

	@BeforeEach
	void connect() throws Exception {
		this.observer = DriverManager.getConnection(this.url, "sa", "");
		Landing.createTable(this.observer);
	}

	@AfterEach
	void disconnect() throws Exception {
		this.landing.close();
		this.observer.close();
	}

	private long rows() throws Exception {
		try (java.sql.ResultSet row = this.observer.createStatement().executeQuery("SELECT count(*) FROM landing")) {
			row.next();
			return row.getLong(1);
		}
	}

	@Test
	void anIdleTransactionIsEndedFromOutside() throws Exception {
		HikariDataSource pool = this.landing.pool(this.url, "sa", "");
		Owner owner = this.landing.insert(pool, "idle", Owner::pause).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(Landing.outcomes(result)).hasSize(1).containsAnyOf("aborted", "terminated");
		assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(rows()).isZero();
	}

	@Test
	void aRunningStatementIsCancelled() throws Exception {
		HikariDataSource pool = this.landing.pool(this.url, "sa", "");
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		Owner owner = this.landing.insert(pool, "running", (self) -> {
			self.here();
			jdbc.execute("SELECT count(*) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b");
		}).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).hasSize(1).doesNotContain("unknown", "committed");
		assertThat(owner.failure()).isNotNull();
		assertThat(rows()).isZero();
	}

	@Test
	void missingPrivilegesAreSaidAndTheOutcomeIsUnknown(CapturedOutput output) throws Exception {
		this.observer.createStatement().execute("CREATE USER humble PASSWORD 'humble'");
		this.observer.createStatement().execute("GRANT ALL ON landing TO humble");
		HikariDataSource pool = this.landing.pool(this.url, "humble", "humble");
		this.landing.insert(pool, "humble", Owner::pause).awaitHere();
		DrainResult result = this.landing.drain(
				new TransactionTimeouts(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ZERO),
				new StubDrainContext(Duration.ofSeconds(2)));
		assertThat(Landing.outcomes(result)).containsExactly("unknown");
		assertThat(output.getAll().split("privileges to end sessions are missing", -1)).hasSize(2);
	}

	@Test
	void aPrivateDatabaseInMemoryProvesNothing() throws Exception {
		HikariDataSource pool = this.landing.pool("jdbc:h2:mem:", "sa", "");
		try (Connection connection = pool.getConnection()) {
			Landing.createTable(connection);
			connection.setAutoCommit(false);
			connection.createStatement().execute("INSERT INTO landing VALUES ('private')");
			DrainResult result = this.landing.drain(
					new TransactionTimeouts(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ZERO),
					new StubDrainContext(Duration.ofSeconds(2)));
			assertThat(Landing.outcomes(result)).containsExactly("unknown");
		}
	}

}
