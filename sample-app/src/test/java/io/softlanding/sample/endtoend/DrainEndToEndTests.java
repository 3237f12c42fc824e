/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection.Answer;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One drain with some of everything in flight, looked at from all sides.
 */
@ExtendWith(ServersExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainEndToEndTests {

	private static final int MEGABYTE = 1024 * 1024;

	/** Read one in a second: after the payment, and in the time that requests have. */
	private static final int MEGABYTES = 15;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ExecutorService clients = Executors.newCachedThreadPool();

	private ServerAddresses servers;

	private SampleApp app;

	private long order;

	private Future<Answer> download;

	private Future<Answer> stream;

	private Future<Answer> payment;

	private Future<Answer> work;

	private Answer afterTerm;

	private Answer whileInFlight;

	private Map<String, Object> statusInFlight;

	private Throwable newConnection;

	private List<String> lastRoutes;

	private int exitCode;

	@BeforeAll
	void drain(ServerAddresses servers) throws Exception {
		this.servers = servers;
		this.app = SampleApp.launch(servers).quick().start().awaitReady();
		HttpConnection busy = HttpConnection.open(this.app.port());
		HttpConnection idle = HttpConnection.open(this.app.port());
		HttpConnection idler = HttpConnection.open(this.app.port());
		for (HttpConnection kept : List.of(busy, idle, idler)) {
			assertThat(kept.exchange("GET", "/work?ms=1").closes()).isFalse();
		}
		this.order = place();
		this.download = read(connect(64 * 1024).send("GET", "/work/download?megabytes=" + MEGABYTES), MEGABYTE);
		this.stream = read(connect(null).send("GET", "/orders/events"), Long.MAX_VALUE);
		this.payment = read(connect(null).send("POST", "/orders/" + this.order + "/pay?ms=6000"), Long.MAX_VALUE);
		this.work = read(busy.send("POST", "/work?ms=2000"), Long.MAX_VALUE);
		Awaitility.await().atMost(PATIENCE).until(() -> this.app.inFlight() == 4);

		this.app.signal("TERM");
		Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> this.app.readiness() == 503);
		this.app.awaitPhase("QUIET_PERIOD");
		this.afterTerm = idle.exchange("GET", "/work?ms=10");
		this.statusInFlight = this.app.awaitPhase("IN_FLIGHT");
		this.newConnection = connectFailure();
		this.whileInFlight = idler.exchange("GET", "/work?ms=10");
		this.payment.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		this.lastRoutes = Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> routes(this.app.status()), (routes) -> routes.size() == 1);
		this.download.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		this.exitCode = this.app.awaitExit(PATIENCE);
	}

	@AfterAll
	void stop() {
		this.app.close();
		this.clients.shutdownNow();
	}

	@Test
	void theExitCodeOfTheSignalIsKept() {
		assertThat(this.exitCode).as(this.app.output()).isEqualTo(143);
		assertThat(this.app.report()).containsEntry("stage", "graceful")
			.containsEntry("reason", "SIGTERM")
			.containsEntry("state", "STOPPED");
	}

	@Test
	void theReportTellsOfThePhasesInOrder() {
		assertThat(SampleApp.list(this.app.report().get("phases"))).extracting("phase")
			.startsWith("ANNOUNCE", "QUIET_PERIOD", "INTAKE", "IN_FLIGHT");
		assertThat(this.app.phase("IN_FLIGHT")).containsEntry("outcome", "COMPLETED");
	}

	@Test
	void aRequestInFlightIsAnsweredAndItsConnectionClosed() throws Exception {
		assertThat(this.work.get().status()).isEqualTo(200);
		assertThat(this.work.get().closes()).isTrue();
	}

	@Test
	void requestsOnKeptConnectionsAreServedWhileReadinessIsRefused() {
		assertThat(this.afterTerm.status()).isEqualTo(200);
		assertThat(this.afterTerm.closes()).isTrue();
	}

	@Test
	void requestsOnKeptConnectionsAreServedInTheInFlightPhase() {
		assertThat(this.whileInFlight.status()).isEqualTo(200);
		assertThat(this.whileInFlight.closes()).isTrue();
	}

	@Test
	void newConnectionsAreRefusedAfterTheIntakePhase() {
		assertThat(this.newConnection).isInstanceOf(ConnectException.class);
	}

	@Test
	void theStatusTellsWhatIsWaitedFor() {
		assertThat(this.statusInFlight).containsEntry("state", "DRAINING")
			.containsEntry("phase", "IN_FLIGHT")
			.containsEntry("reason", "SIGTERM");
		assertThat(routes(this.statusInFlight)).contains("GET /work/download", "POST /orders/{id}/pay");
		assertThat(SampleApp.map(this.statusInFlight.get("readiness"))).containsEntry("reasons", List.of("drain"));
	}

	@Test
	void aSlowPaymentIsCommittedAndAnswered() throws Exception {
		assertThat(this.payment.get().status()).isEqualTo(200);
		assertThat(this.payment.get().text()).contains("PAID");
		assertThat(query("SELECT status FROM orders WHERE id = ?")).isEqualTo("PAID");
		assertThat(query("SELECT amount FROM payments WHERE order_id = ?")).isEqualTo("19.90");
	}

	@Test
	void anOpenEventStreamIsEndedAndNotCut() throws Exception {
		assertThat(this.stream.get().status()).isEqualTo(200);
		assertThat(this.stream.get().headers()).containsEntry("transfer-encoding", "chunked");
		assertThat(this.stream.get().text()).contains("welcome");
	}

	@Test
	void aSlowlyReadAnswerIsWaitedForToItsEnd() throws Exception {
		assertThat(this.lastRoutes).containsExactly("GET /work/download");
		assertThat(this.download.get().status()).isEqualTo(200);
		assertThat(this.download.get().body()).hasSize(MEGABYTES * MEGABYTE).containsOnly('.');
	}

	private HttpConnection connect(@Nullable Integer receiveBuffer) throws IOException {
		return HttpConnection.open(this.app.port(), PATIENCE, receiveBuffer);
	}

	private Future<Answer> read(HttpConnection connection, long bytesPerSecond) {
		return this.clients.submit(() -> {
			try (connection) {
				return connection.read(bytesPerSecond);
			}
		});
	}

	private long place() throws IOException {
		try (HttpConnection connection = connect(null)) {
			Answer placed = connection.send("POST", "/orders", "{\"sku\":\"cushion\",\"quantity\":1}").read();
			assertThat(placed.status()).isEqualTo(201);
			return SampleApp.number(JsonParserFactory.getJsonParser().parseMap(placed.text()).get("id"));
		}
	}

	private Throwable connectFailure() {
		return assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(null).close()).actual();
	}

	private static List<String> routes(Map<String, Object> status) {
		return SampleApp.list(SampleApp.map(status.get("inFlight")).get("oldest"))
			.stream()
			.map((request) -> request.get("method") + " " + request.get("route"))
			.toList();
	}

	private String query(String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection(this.servers.jdbcUrl(), this.servers.username(),
				this.servers.password()); PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setLong(1, this.order);
			try (ResultSet rows = statement.executeQuery()) {
				assertThat(rows.next()).isTrue();
				return rows.getString(1);
			}
		}
	}

}
