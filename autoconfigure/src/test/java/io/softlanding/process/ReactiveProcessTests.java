/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

import io.softlanding.process.HttpConnection.Answer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A drain of a WebFlux application on Netty, with real signals.
 */
class ReactiveProcessTests {

	private static final Duration ANSWER = Duration.ofSeconds(5);

	private static final String PROBE = "/actuator/health/readiness";

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void requestsAndStreamsEndAndTheExitCodeIsThatOfTheSignal() throws Exception {
		try (ChildProcess app = ChildProcess.launch().onNetty().start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500");
				HttpConnection stream = HttpConnection.get(app.port(), "/events")) {
			app.awaitLine("WORKING").awaitLine("STREAMING").signal("TERM").awaitLine("IN_FLIGHT: ");
			assertThatIOException().isThrownBy(() -> HttpConnection.get(app.port(), "/work?ms=1"));
			Answer answer = request.read();
			assertThat(answer.text()).isEqualTo("done");
			assertThat(answer.headers()).containsEntry("connection", "close");
			assertThat(stream.read().text()).isEqualTo("data:event\n\n");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("netty-intake")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("requests")).containsEntry("outcome", "ASSUMED")
				.containsEntry("summary", "2 requests finished since the drain began; 1 stream told to end, "
						+ "whose clients are assumed to connect again");
			assertThat(app.lines()).contains("STREAM CANCELLED");
		}
	}

	@Test
	void maintenanceIsUndoneThroughAPortOfItsOwnWhoseProbesAreKnown() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.onNetty()
			.with("management.server.port=0", "management.endpoint.drain.access=unrestricted",
					"softlanding.web.quiet-period.settle=100ms", "softlanding.web.quiet-period.refusals=1")
			.start()
			.awaitReady()) {
			assertThat(get(app.port(), "/work?ms=1").statusCode()).isEqualTo(200);
			assertThat(get(app.managementPort(), PROBE).statusCode()).isEqualTo(200);
			assertThat(post(app, "drain")).isEqualTo(202);
			// The answer to the request does not wait for the drain to begin.
			await().until(() -> get(app.managementPort(), PROBE).statusCode() == 503);
			awaitState(app, "DRAINED");
			assertThat(get(app.port(), "/work?ms=1").statusCode()).isEqualTo(503);
			assertThat(post(app, "resume")).isEqualTo(202);
			awaitState(app, "RUNNING");
			assertThat(get(app.managementPort(), PROBE).statusCode()).isEqualTo(200);
			assertThat(get(app.port(), "/work?ms=1").statusCode()).isEqualTo(200);
			// The client has its answer a moment before the server knows that it is sent.
			await().untilAsserted(() -> assertThat(status(app)).contains("\"known\":1", "\"inFlight\":{\"active\":0"));
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	/** Spring waits for the loops, by default for longer than the watchdog does. */
	@Test
	void aHandlerThatBlocksAnEventLoopDoesNotHaveTheProcessHalted() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.onNetty()
			.options("-Dreactor.netty.ioSelectCount=1")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/block")) {
			app.awaitLine("BLOCKING").signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "TIMED_OUT")
				.extractingByKey("unfinished")
				.asString()
				.contains("/block", "FaultyApplication.hang");
		}
	}

	@Test
	void clientsOfHttp2AreToldToGoAwayAndNoStreamIsLost() throws Exception {
		try (ChildProcess app = ChildProcess.launch().onNetty().with("server.http2.enabled=true").start().awaitReady();
				Http2Connection connection = new Http2Connection(app.port())) {
			int stream = connection.get("/work?ms=1500");
			app.awaitLine("WORKING").signal("TERM");
			assertThat(connection.awaitGoAway()).isGreaterThanOrEqualTo(stream);
			assertThat(connection.read(stream)).isEqualTo("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("netty-intake").get("summary")).asString().endsWith(", GOAWAY on 1 of HTTP/2");
		}
	}

	@Test
	void aClientOfHttp2ThatIsIdleIsToldWhichStreamWasTheLast() throws Exception {
		try (ChildProcess app = ChildProcess.launch().onNetty().with("server.http2.enabled=true").start().awaitReady();
				Http2Connection connection = new Http2Connection(app.port())) {
			int before = connection.get("/work?ms=1");
			assertThat(connection.read(before)).isEqualTo("done");
			app.signal("TERM");
			connection.awaitEnd();
			assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE, before);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	private int post(ChildProcess app, String action) throws IOException, InterruptedException {
		return this.client
			.send(HttpRequest.newBuilder(uri(app.managementPort(), "/actuator/drain"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"%s\"}".formatted(action)))
				.build(), HttpResponse.BodyHandlers.ofString())
			.statusCode();
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(port, path)).timeout(ANSWER).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static URI uri(int port, String path) {
		return URI.create("http://127.0.0.1:" + port + path);
	}

	private String status(ChildProcess app) throws IOException, InterruptedException {
		return get(app.managementPort(), "/actuator/shutdown-status").body();
	}

	private void awaitState(ChildProcess app, String state) {
		await().untilAsserted(
				() -> assertThat(status(app)).as(app.output()).contains("\"state\":\"%s\"".formatted(state)));
	}

	/**
	 * The client of the JDK may wait for ever for an answer on a connection that the
	 * server has closed.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptionsInstanceOf(HttpTimeoutException.class);
	}

}
