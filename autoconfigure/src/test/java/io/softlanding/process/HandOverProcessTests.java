/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.softlanding.process.ChildProcess.Launch;
import io.softlanding.process.HttpProcessTests.Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Requests that have arrived and that the server has not handed over yet, or not to the
 * application.
 */
@Tag("first-leg")
class HandOverProcessTests {

	@ParameterizedTest
	@EnumSource
	void anUploadThatAFilterOfTheApplicationReadsIsWaitedFor(Server server) throws Exception {
		try (ChildProcess app = server.launch()
			.with("softlanding.drain.timeout=20s", "fault.reading-filter=true")
			.start()
			.awaitReady(); Socket upload = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
			write(upload, "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
			app.awaitLine("READING").signal("TERM").awaitLine("IN_FLIGHT: 1 request in flight");
			write(upload, "67890");
			String answer = new String(upload.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			assertThat(answer).startsWith("HTTP/1.1 200")
				.contains("uploaded")
				.containsIgnoringCase("Connection: close");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void whatWaitsInTheBacklogOfTomcatIsAnswered() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.timeout=20s", "server.tomcat.max-connections=2")
			.start()
			.awaitReady();
				HttpConnection kept = HttpConnection.get(app.port(), "/work?ms=1");
				HttpConnection busy = HttpConnection.get(app.port(), "/work?ms=2000")) {
			assertThat(kept.read().status()).isEqualTo(200);
			List<HttpConnection> waiting = connect(app, "/work?ms=1");
			app.signal("TERM");
			answered(waiting);
			assertThat(busy.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("tomcat-intake")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void whatArrivesWhileAHandlerBlocksTheEventLoopIsAnswered() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.onNetty()
			.options("-Dreactor.netty.ioWorkerCount=1")
			.with("softlanding.drain.timeout=20s")
			.start()
			.awaitReady(); HttpConnection blocking = HttpConnection.get(app.port(), "/block-for?ms=4000")) {
			app.awaitLine("BLOCKING");
			List<HttpConnection> waiting = connect(app, "/work?ms=1");
			app.signal("TERM");
			assertThat(blocking.read().status()).isEqualTo(200);
			answered(waiting);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whatWaitsForTheOnlyCarrierOfVirtualThreadsIsAnswered() throws Exception {
		Launch launch = ChildProcess.launch()
			.options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
		try (ChildProcess app = launch.with("softlanding.drain.timeout=20s", "spring.threads.virtual.enabled=true")
			.start()
			.awaitReady(); HttpConnection occupying = HttpConnection.get(app.port(), "/occupy?ms=4000")) {
			app.awaitLine("OCCUPIED");
			List<HttpConnection> waiting = connect(app, "/work?ms=1");
			app.signal("TERM");
			answered(waiting);
			assertThat(occupying.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void requestsBelowTheBasePathOfTheEndpointsAreTheApplications() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.timeout=20s", "management.endpoints.web.base-path=/api")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/api/work?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().text()).isEqualTo("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void jettyTakesNoNewConnectionWhileItAnswersWhatIsInFlight() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.onJetty()
			.with("softlanding.drain.timeout=20s")
			.start()
			.awaitReady();
				HttpConnection kept = HttpConnection.get(app.port(), "/work?ms=1");
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=2500")) {
			assertThat(kept.read().status()).isEqualTo(200);
			app.awaitLine("WORKING").signal("TERM").awaitLine("IN_FLIGHT: 1 request in flight");
			assertThatIOException().isThrownBy(() -> HttpConnection.get(app.port(), "/work?ms=1"));
			kept.send("/work?ms=1");
			assertThat(kept.read().status()).isEqualTo(200);
			assertThat(request.read().text()).isEqualTo("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("jetty-intake")).containsEntry("outcome", "COMPLETED");
			assertThat(app.output()).doesNotContain("Accept Failure");
		}
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static List<HttpConnection> connect(ChildProcess app, String path) throws IOException {
		List<HttpConnection> connections = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			connections.add(HttpConnection.get(app.port(), path));
		}
		return connections;
	}

	private static void answered(List<HttpConnection> connections) throws IOException {
		for (HttpConnection connection : connections) {
			try (connection) {
				assertThat(connection.read().status()).isEqualTo(200);
			}
		}
	}

}
