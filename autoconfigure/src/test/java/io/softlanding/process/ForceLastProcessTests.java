/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a bean writes when Spring stops or destroys it is written, as it would be without
 * a drain, and what never ends is ended by force, named, and in time.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
@Timeout(120)
class ForceLastProcessTests {

	private ServerAddresses servers;

	private Connection connection;

	private JdbcTemplate server;

	@BeforeEach
	void connect(ServerAddresses servers) throws Exception {
		this.servers = servers;
		this.connection = DriverManager.getConnection(servers.jdbcUrl(), servers.username(), servers.password());
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("CREATE TABLE IF NOT EXISTS landing (id VARCHAR(100) PRIMARY KEY)");
			statement.execute("DELETE FROM landing");
		}
		this.server = new JdbcTemplate(new SingleConnectionDataSource(this.connection, true));
	}

	@AfterEach
	void disconnect() throws Exception {
		this.connection.close();
	}

	@ParameterizedTest
	@CsvSource({ "joined-open, 2", "joined-late, 50", "pool, 2", "lifecycle, 2", "listener, 2" })
	void whatABeanWritesWhenItIsStoppedOrDestroyedIsWritten(String bean, int rows) throws Exception {
		try (ChildProcess app = launch(bean).start().awaitLine("OPEN").awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(rows()).as(app.output()).isEqualTo(rows);
			assertThat(app.participant("transactions").get("outcome")).as(app.output())
				.isIn("COMPLETED", "NOTHING_TO_DO");
			assertThat(app.participant("transactions").toString()).doesNotContain("still_open", "refused");
		}
	}

	@Test
	void aStreamOfEverNewTransactionsLosesNone() throws Exception {
		try (ChildProcess app = launch("joined-many").start().awaitLine("OPEN").awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			app.awaitLine("WRITTEN " + rows());
			assertThat(app.participant("transactions")).doesNotContainKey("refused");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "endless", "leaked", "early" })
	void whatNeverEndsIsEndedAndNamed(String bean) throws Exception {
		try (ChildProcess app = launch(bean).start().awaitLine("OPEN").awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(rows()).as(app.output()).isZero();
			assertThat(app.participant("transactions").get("outcome")).as(app.output()).isIn("PARTIAL", "FAILED");
			assertThat(app.participant("transactions").get("transactions").toString()).contains("thread=");
			assertThat(this.server.queryForObject("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'",
					Integer.class))
				.isZero();
		}
	}

	@Test
	void aTransactionInWhichTheContextIsClosedIsNotWaitedFor() throws Exception {
		try (ChildProcess app = launch("closing").start().awaitReady().awaitLine("OPEN")) {
			app.awaitExit();
			assertThat(app.report()).as(app.output()).containsEntry("stage", "graceful");
			assertThat(app.participant("transactions").toString()).as(app.output()).doesNotContain("doomed");
			assertThat(rows()).isZero();
		}
	}

	@Test
	void whatWantsToBeginWhenOnlyTheReserveIsLeftIsRefusedAndNamed() throws Exception {
		try (ChildProcess app = launch("unending").start().awaitLine("OPEN").awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("transactions").get("refused")).as(app.output())
				.asString()
				.contains("on unending");
			assertThat(app.participant("transactions")).containsEntry("outcome", "PARTIAL");
		}
	}

	private ChildProcess.Launch launch(String bean) {
		return ChildProcess.launch()
			.running(StoppingApplication.class)
			.with("bean=" + bean, "spring.main.web-application-type=none", "spring.main.keep-alive=true",
					"database.url=" + this.servers.jdbcUrl(), "database.username=" + this.servers.username(),
					"database.password=" + this.servers.password(), "softlanding.drain.grace-period=15s");
	}

	private int rows() {
		Integer rows = this.server.queryForObject("SELECT count(*) FROM landing", Integer.class);
		return (rows != null) ? rows : -1;
	}

}
