/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that do not play along.
 */
@Tag("first-leg")
@ExtendWith(OutputCaptureExtension.class)
class DatabaseFaultTests extends OnPostgres {

	private static final TransactionTimeouts SHORT = new TransactionTimeouts(Duration.ofMillis(100),
			Duration.ofMillis(100), Duration.ZERO);

	private static StubDrainContext budget() {
		return new StubDrainContext(Duration.ofSeconds(3));
	}

	private static String unique(String name) {
		return name + "_" + System.nanoTime();
	}

	@Test
	@Timeout(20)
	void aDatabaseThatIsDownLeavesOutcomesUnknown(CapturedOutput output) throws Exception {
		try (TcpProxy proxy = TcpProxy.start(this.servers.jdbcUrl())) {
			HikariDataSource pool = this.landing.pool(proxy.jdbcUrl(), "postgres", "postgres");
			Owner owner = this.landing.insert(pool, this.row, Owner::pause).awaitHere();
			proxy.close();
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
			assertThat(only(result)).containsEntry("outcome", "unknown").containsEntry("sessionEnded", false);
			assertThat(owner.release().failure()).isNotNull();
			assertThat(String.valueOf(result.details().get("problems"))).contains("SQL state 08001");
			assertThat(output.getAll().split("is not confirmed", -1)).hasSize(2);
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	@Timeout(20)
	void aDatabaseThatHangsCostsNoMoreThanTheBudget() throws Exception {
		try (TcpProxy proxy = TcpProxy.start(this.servers.jdbcUrl())) {
			HikariDataSource pool = this.landing.pool(proxy.jdbcUrl(), "postgres", "postgres");
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			Owner idle = this.landing.insert(pool, this.row, Owner::pause).awaitHere();
			this.landing.insert(pool, this.row + " running",
					(self) -> jdbc.execute("SELECT pg_sleep(20) /* hangs " + this.row + " */"));
			awaitRunning("%hangs " + this.row + "%");
			proxy.freeze();
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
			assertThat(Landing.outcomes(result)).containsExactly("unknown", "unknown");
			assertThat(idle.release().failure()).isNotNull();
		}
	}

	@Test
	void ofTwoDataSourcesTheDeadOneDoesNotHoldUpTheOther() throws Exception {
		try (TcpProxy proxy = TcpProxy.start(this.servers.jdbcUrl())) {
			HikariDataSource dead = this.landing.pool(proxy.jdbcUrl(), "postgres", "postgres");
			this.landing.insert(dead, this.row + " dead", Owner::pause).awaitHere();
			this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
			proxy.freeze();
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			List<Object> outcomes = Landing.outcomes(result);
			assertThat(outcomes).hasSize(2).contains("unknown").containsAnyOf("aborted", "terminated");
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aRefusedSideConnectionIsTriedAgainOnceThePoolHasGivenItsOwnBack() throws Exception {
		String role = unique("crowded");
		this.server.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'crowded' CONNECTION LIMIT 2");
		this.server.execute("GRANT ALL ON landing TO " + role);
		HikariDataSource pool = this.landing.pool(this.servers.jdbcUrl(), role, "crowded");
		this.landing.insert(pool, this.row, Owner::pause).awaitHere();
		this.landing.insert(pool, this.row + " too", Owner::pause).awaitHere();
		DrainResult result = this.landing.drain(SHORT, budget());
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(Landing.outcomes(result)).hasSize(2).containsAnyOf("aborted", "terminated");
		assertThat(rows(this.row)).isZero();
		this.server.execute("DROP OWNED BY " + role);
		this.server.execute("DROP ROLE " + role);
	}

	@Test
	void missingPrivilegesAreSaidOnceAndTheOutcomeIsUnknown(CapturedOutput output) throws Exception {
		String name = unique("restricted");
		this.server.execute("CREATE ROLE " + name + " LOGIN PASSWORD 'humble'");
		this.server.execute("CREATE DATABASE " + name);
		String url = this.servers.jdbcUrl().replaceAll("/[^/]*$", "/" + name);
		try (Connection admin = DriverManager.getConnection(url, "postgres", "postgres")) {
			JdbcTemplate restricted = new JdbcTemplate(new SingleConnectionDataSource(admin, true));
			restricted.execute("REVOKE EXECUTE ON FUNCTION pg_terminate_backend(int, bigint) FROM PUBLIC");
			HikariDataSource pool = this.landing.pool(url, name, "humble");
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			// The only kind that neither cancel nor abort can end.
			this.landing.transactions(pool);
			Owner.start((self) -> this.landing.transactions(pool).executeWithoutResult((status) -> jdbc.execute("""
					DO $$ BEGIN /* unprivileged */ FOR i IN 1..100 LOOP
						BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;
					END LOOP; END $$""")));
			awaitRunning("%unprivileged%");
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
			Map<String, Object> stuck = only(result);
			assertThat(stuck).containsEntry("outcome", "unknown").containsEntry("sessionEnded", false);
			assertThat(output.getAll().split("privileges to end sessions are missing", -1)).hasSize(2);
			restricted.queryForList("SELECT pg_terminate_backend(?::int, 5000::bigint)", stuck.get("session"));
		}
	}

	@Test
	void theSessionOfAProxyIsShownAndNeverUsedToKill() throws Exception {
		try (TcpProxy proxy = TcpProxy.hidingSessions(this.servers.jdbcUrl())) {
			HikariDataSource pool = this.landing.pool(proxy.jdbcUrl(), "postgres", "postgres");
			this.landing.insert(pool, this.row, Owner::pause).awaitHere();
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(only(result)).containsEntry("outcome", "unknown").containsKey("session");
			assertThat(String.valueOf(result.details().get("problems"))).contains("a proxy hides the sessions");
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		}
		// The abort was enough, but nobody could have proven it.
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void anAnswerOfAnotherServerProvesNothing() throws Exception {
		DatabaseDialect elsewhere = new OtherServer(
				new PostgresDialect(new TransactionProperties.Session(null, null, null)));
		try (Landing other = new Landing(elsewhere)) {
			HikariDataSource pool = other.pool(this.servers);
			other.insert(pool, this.row, Owner::pause).awaitHere();
			DrainResult result = other.drain(SHORT, budget());
			assertThat(Landing.outcomes(result)).containsExactly("unknown");
		}
	}

	@Test
	void aDatabaseWithoutADialectIsCancelledAndAbortedAndItsOutcomeUnknown() throws Exception {
		try (Landing other = new Landing(new H2Dialect())) {
			HikariDataSource pool = other.pool(this.servers);
			JdbcTemplate jdbc = new JdbcTemplate(pool);
			Owner running = other.insert(pool, this.row + " running",
					(self) -> jdbc.execute("SELECT pg_sleep(60) /* any " + this.row + " */"));
			other.insert(pool, this.row, Owner::pause).awaitHere();
			awaitRunning("%any " + this.row + "%");
			DrainResult result = other
				.drain(new TransactionTimeouts(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO), budget());
			assertThat(Landing.outcomes(result)).containsExactlyInAnyOrder("doomed", "unknown");
			assertThat(running.failure()).isNotNull();
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void theServerEndsByItselfWhatAKilledProcessLeavesBehind() throws Exception {
		TransactionProperties.Session limits = new TransactionProperties.Session(Duration.ofMillis(100),
				Duration.ofMinutes(5), this.row);
		try (Landing limited = new Landing(new PostgresDialect(limits))) {
			HikariDataSource pool = limited.pool(this.servers);
			pool.setAutoCommit(false);
			Owner owner = limited.insert(pool, this.row, Owner::pause).awaitHere();
			assertThat(this.server.queryForList("SELECT pid FROM pg_stat_activity WHERE application_name = ?",
					Integer.class, this.row))
				.hasSizeLessThan(2);
			Awaitility.await()
				.until(() -> this.server
					.queryForList("SELECT pid FROM pg_stat_activity WHERE application_name = ?", this.row)
					.isEmpty());
			assertThat(owner.release().failure()).isNotNull();
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void theLimitsAreThoseOfTheSession() throws Exception {
		TransactionProperties.Session limits = new TransactionProperties.Session(Duration.ofSeconds(7),
				Duration.ofMinutes(5), this.row);
		try (Landing limited = new Landing(new PostgresDialect(limits));
				Connection connection = limited.pool(this.servers).getConnection()) {
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			assertThat(jdbc.queryForObject("SHOW idle_in_transaction_session_timeout", String.class)).isEqualTo("7s");
			assertThat(jdbc.queryForObject("SHOW transaction_timeout", String.class)).isEqualTo("5min");
			assertThat(jdbc.queryForObject("SHOW application_name", String.class)).isEqualTo(this.row);
		}
	}

}
