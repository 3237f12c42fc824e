/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One drain with transactions of all kinds open, seen from the server, in the rows and by
 * the callers.
 */
@ExtendWith(ServersExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionsEndToEndTests {

	private static final List<String> KINDS = List.of("idle", "running", "lock-wait");

	private final List<UUID> rows = KINDS.stream().map((kind) -> UUID.randomUUID()).toList();

	private final List<String> answers = new ArrayList<>();

	private List<Map<String, Object>> open;

	private List<Map<String, Object>> inFlight;

	private String active;

	private SampleApp app;

	private Connection server;

	private int exitCode;

	@BeforeAll
	void drain(ServerAddresses servers) throws Exception {
		this.server = DriverManager.getConnection(servers.jdbcUrl(), servers.username(), servers.password());
		this.app = SampleApp.launch(servers)
			.quick()
			.with("spring.profiles.active=lab", "softlanding.drain.timeout=8s", "softlanding.web.quiet-period.max=1s")
			.start()
			.awaitReady();
		List<HttpConnection> callers = new ArrayList<>();
		try {
			for (int i = 0; i < KINDS.size(); i++) {
				HttpConnection caller = HttpConnection.open(this.app.port(), Duration.ofSeconds(30), null);
				callers.add(caller);
				caller.send("POST", "/lab/transactions?kind=" + KINDS.get(i) + "&seconds=60&id=" + this.rows.get(i));
				int expected = i + 1;
				Awaitility.await().until(() -> openTransactions().size() == expected && sessions(true) == expected);
			}
			this.open = openTransactions();
			this.inFlight = SampleApp.list(SampleApp.map(this.app.status().get("inFlight")).get("oldest"));
			try (HttpConnection management = HttpConnection.open(this.app.managementPort())) {
				this.active = new String(
						management.exchange("GET", "/actuator/metrics/hikaricp.connections.active").body(),
						StandardCharsets.UTF_8);
			}
			this.app.signal("TERM");
			for (HttpConnection caller : callers) {
				this.answers.add(answer(caller));
			}
			this.exitCode = this.app.awaitExit(Duration.ofSeconds(30));
		}
		finally {
			for (HttpConnection caller : callers) {
				caller.close();
			}
		}
	}

	@AfterAll
	void stop() throws SQLException {
		this.app.close();
		this.server.close();
	}

	private List<Map<String, Object>> openTransactions() throws IOException {
		return SampleApp.list(SampleApp.map(this.app.status().get("transactions")).get("oldest"));
	}

	private static String answer(HttpConnection caller) {
		try {
			return String.valueOf(caller.read().status());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/** How many sessions of transactions of this test there are. */
	private long sessions(boolean open) throws SQLException, IOException {
		List<Map<String, Object>> transactions = open ? openTransactions() : this.open;
		long found = 0;
		try (PreparedStatement statement = this.server.prepareStatement(
				"SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND (xact_start IS NOT NULL OR ?)")) {
			for (Map<String, Object> transaction : transactions) {
				statement.setLong(1, SampleApp.number(transaction.get("session")));
				statement.setBoolean(2, !open);
				try (ResultSet row = statement.executeQuery()) {
					row.next();
					found += row.getLong(1);
				}
			}
		}
		return found;
	}

	@Test
	void theStatusShowsThemWhileTheyAreOpen() {
		assertThat(this.open).hasSize(3)
			.allSatisfy((transaction) -> assertThat(transaction).containsKeys("id", "age", "thread", "session")
				.containsEntry("route", "POST /lab/transactions")
				.containsEntry("readOnly", false))
			.extracting((transaction) -> String.valueOf(transaction.get("name")))
			.anyMatch((name) -> name.endsWith("LabTransactions.lockWait"));
	}

	@Test
	void theStatusShowsThemWithTheirRequests() {
		assertThat(this.inFlight).extracting((request) -> request.get("transaction"))
			.containsExactlyInAnyOrderElementsOf(
					this.open.stream().map((transaction) -> transaction.get("id")).toList());
	}

	@Test
	void thePoolStillHasItsMeters() {
		assertThat(this.active).contains("\"value\":3.0");
	}

	@Test
	void theServerHasNoneOfTheirSessions() throws Exception {
		assertThat(sessions(false)).isZero();
	}

	@Test
	void noneOfTheirRowsIsThere() throws SQLException {
		for (UUID row : this.rows) {
			try (PreparedStatement statement = this.server
				.prepareStatement("SELECT count(*) FROM lab_transactions WHERE id = ?")) {
				statement.setObject(1, row);
				try (ResultSet count = statement.executeQuery()) {
					count.next();
					assertThat(count.getLong(1)).isZero();
				}
			}
		}
	}

	@Test
	void noCallerIsToldThatItWasDone() {
		assertThat(this.answers).hasSize(3).doesNotContain("200");
	}

	@Test
	void theReportTellsHowEachEnded() {
		Map<String, Object> transactions = this.app.participant("TRANSACTIONS", "transactions");
		assertThat(transactions).as(this.app.output()).containsEntry("outcome", "PARTIAL");
		assertThat(SampleApp.list(transactions.get("transactions"))).hasSize(3)
			.extracting((transaction) -> String.valueOf(transaction.get("outcome")))
			// Which of them depends on how quickly their owners react.
			.allMatch((outcome) -> List.of("doomed", "aborted", "terminated").contains(outcome));
	}

	@Test
	void theProcessEndsByItself() {
		assertThat(this.exitCode).as(this.app.output()).isEqualTo(143);
		assertThat(this.app.report()).containsEntry("stage", "graceful");
	}

}
