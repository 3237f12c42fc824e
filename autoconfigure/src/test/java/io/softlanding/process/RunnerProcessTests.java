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

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application does on the thread that starts it, before it is ready, is a task
 * like others.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
@Timeout(120)
class RunnerProcessTests {

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
	@CsvSource({ "application, false", "command-line, false", "application, true", "listener, false" })
	void whatARunnerWritesIsWritten(String runner, boolean lazy) throws Exception {
		try (ChildProcess app = launch(runner).with("spring.main.lazy-initialization=" + lazy)
			.start()
			.awaitLine("RUNNING")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).as(app.output()).contains("RAN");
			assertThat(this.server.queryForObject("SELECT count(*) FROM landing", Integer.class)).isEqualTo(20);
			assertThat(app.participant("work")).as(app.output())
				.containsEntry("outcome", "COMPLETED")
				.containsEntry("summary", "1 task or job ended since the drain began");
			assertThat(app.output()).contains("oldest ", " RunnerApplication.");
		}
	}

	@Test
	void aRunnerThatNeverEndsIsNamedAtTheDeadline() throws Exception {
		try (ChildProcess app = launch("endless").with("softlanding.drain.grace-period=6s")
			.start()
			.awaitLine("RUNNING")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("work")).containsEntry("outcome", "TIMED_OUT")
				.extractingByKey("remaining")
				.asString()
				.contains("RunnerApplication.endless");
			assertThat(app.report()).containsEntry("outcome", "TIMED_OUT");
			assertThat(app.participant("remaining-work")).containsEntry("outcome", "PARTIAL")
				.extractingByKey("remaining")
				.asString()
				.contains("RunnerApplication.endless");
		}
	}

	@ParameterizedTest
	@CsvSource({ "throwing", "exiting" })
	void aRunnerThatEndsTheApplicationDuringTheDrainIsNotWaitedFor(String runner) throws Exception {
		try (ChildProcess app = launch(runner).with("softlanding.drain.grace-period=20s")
			.start()
			.awaitLine("RUNNING")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isIn(143, 7);
			assertThat(app.report()).as(app.output()).containsEntry("stage", "graceful");
			assertThat(app.participant("work").get("outcome")).as(app.output()).isIn("COMPLETED", "NOTHING_TO_DO");
		}
	}

	@Test
	void aRunnerThatThrowsIsDrainedAndEndsWithItsOwnExitCode() throws Exception {
		try (ChildProcess app = launch("throwing").start()) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(1);
			assertThat(app.report()).as(app.output())
				.containsEntry("stage", "graceful")
				.containsEntry("reason", "CLOSE");
		}
	}

	private ChildProcess.Launch launch(String runner) {
		return ChildProcess.launch()
			.running(RunnerApplication.class)
			.with("runner=" + runner, "spring.main.web-application-type=none", "database.url=" + this.servers.jdbcUrl(),
					"database.username=" + this.servers.username(), "database.password=" + this.servers.password());
	}

}
