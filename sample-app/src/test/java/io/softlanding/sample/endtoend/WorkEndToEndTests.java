/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

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
import io.softlanding.test.HttpConnection.Answer;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A drain with a long queue of tasks, many event streams and connections of HTTP/2, seen
 * in the rows and by the clients.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class WorkEndToEndTests {

	private static final int TASKS = 10_000;

	private static final int STREAMS = 100;

	private static final int CONNECTIONS = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private final UUID batch = UUID.randomUUID();

	private final List<HttpConnection> streams = new ArrayList<>();

	private final List<Http2Connection> connections = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.streams.forEach(HttpConnection::close);
		for (Http2Connection connection : this.connections) {
			connection.close();
		}
	}

	@Test
	void tenThousandTasksAHundredStreamsAndAHundredConnectionsOfHttp2AllEnd(ServerAddresses servers) throws Exception {
		try (SampleApp app = launch(servers).start().awaitReady()) {
			for (int i = 0; i < STREAMS; i++) {
				// Half of them end themselves when they hear of the drain.
				this.streams
					.add(HttpConnection.open(app.port()).send("GET", (i % 2 == 0) ? "/lab/events" : "/orders/events"));
			}
			for (int i = 0; i < CONNECTIONS; i++) {
				this.connections.add(new Http2Connection(app.port()));
			}
			List<Integer> requests = new ArrayList<>();
			for (Http2Connection connection : this.connections) {
				requests.add(connection.get("/work?ms=2500"));
			}
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> app.inFlight() == STREAMS + CONNECTIONS);
			submit(app, 1);
			app.signal("TERM");
			for (int i = 0; i < CONNECTIONS; i++) {
				assertThat(this.connections.get(i).read(requests.get(i))).isEqualTo("worked for 2500 ms\n");
				assertThat(this.connections.get(i).awaitGoAway()).isPositive();
			}
			for (HttpConnection stream : this.streams) {
				Answer answer = stream.read();
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.text()).contains("welcome");
			}
			assertThat(app.awaitExit(PATIENCE)).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("stage", "graceful");
			// Whether the other half have got all that they were to get is not known.
			assertThat(app.phase("IN_FLIGHT")).containsEntry("outcome", "ASSUMED");
			assertThat(app.participant("IN_FLIGHT", "work")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("IN_FLIGHT", "requests")).doesNotContainKeys("forcedStreams", "unfinished");
			assertThat(rows(servers)).isEqualTo(TASKS);
		}
	}

	@Test
	void tasksThatDoNotFitIntoTheTimeAreNamedWithTheirNumber(ServerAddresses servers) throws Exception {
		try (SampleApp app = launch(servers).with("softlanding.drain.timeout=6s").start().awaitReady()) {
			submit(app, 500);
			app.signal("TERM");
			assertThat(app.awaitExit(PATIENCE)).as(app.output()).isEqualTo(143);
			Map<String, Object> work = app.participant("IN_FLIGHT", "work");
			assertThat(work).containsEntry("outcome", "TIMED_OUT");
			List<Map<String, Object>> left = SampleApp.list(work.get("remaining"));
			assertThat(left).singleElement().satisfies((task) -> {
				assertThat(task).containsEntry("name", "LabTasks.run");
				long named = SampleApp.number(task.get("running")) + SampleApp.number(task.get("waiting"));
				// What is not named has left its row; more have after they were named.
				assertThat(named + rows(servers)).isGreaterThanOrEqualTo(TASKS - 1);
			});
			assertThat(work.toString()).hasSizeLessThan(4000).doesNotContain(this.batch.toString());
		}
	}

	private static SampleApp.Launch launch(ServerAddresses servers) {
		return SampleApp.launch(servers)
			.quick()
			.with("spring.profiles.active=lab", "server.http2.enabled=true", "softlanding.web.quiet-period.max=1s");
	}

	private void submit(SampleApp app, int millis) throws Exception {
		try (HttpConnection connection = HttpConnection.open(app.port())) {
			Answer answer = connection.exchange("POST",
					"/lab/tasks?batch=%s&count=%d&millis=%d".formatted(this.batch, TASKS, millis));
			assertThat(answer.status()).isEqualTo(200);
		}
	}

	private long rows(ServerAddresses servers) throws SQLException {
		try (Connection connection = DriverManager.getConnection(servers.jdbcUrl(), servers.username(),
				servers.password());
				PreparedStatement count = connection
					.prepareStatement("select count(*) from lab_task where batch = ?")) {
			count.setObject(1, this.batch);
			try (ResultSet result = count.executeQuery()) {
				result.next();
				return result.getLong(1);
			}
		}
	}

}
