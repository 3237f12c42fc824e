/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.softlanding.process.HttpProcessTests.Server;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever kind of endpoint a request was for, and however its client behaves, it has
 * ended for the drain when it has ended.
 */
@Timeout(180)
class EndpointKindsProcessTests {

	private static final String UPLOAD = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";

	/** What clients send on a connection, and whether they wait for an answer. */
	private record Client(String text, boolean waits) {

		void run(int port) throws IOException {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				socket.setSoTimeout(20_000);
				OutputStream output = socket.getOutputStream();
				output.write(this.text.getBytes(StandardCharsets.US_ASCII));
				output.flush();
				if (this.waits) {
					socket.getInputStream().readAllBytes();
				}
				else {
					// A byte of the answer, or a moment, so that it is not dropped before
					// it was read.
					socket.setSoTimeout(200);
					socket.getInputStream().read();
					socket.setSoLinger(true, 0);
				}
			}
			catch (SocketTimeoutException ex) {
				assertThat(this.waits).as(this.text).isFalse();
			}
			catch (SocketException ex) {
				// The server has cut an answer that could not be ended.
				FaultyApplication.say(ex + " after " + this.text);
			}
		}

	}

	private static Client get(String path) {
		return new Client(request("GET", path), true);
	}

	private static String request(String method, String path) {
		return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	}

	/** Those that every server gets. */
	private static List<Client> common() {
		List<Client> clients = new ArrayList<>();
		clients.add(get("/plain"));
		clients.add(get("/throwing"));
		clients.add(get("/missing"));
		clients.add(new Client(request("HEAD", "/plain"), true));
		clients.add(new Client(request("GET", "/slow"), false));
		clients.add(new Client(request("GET", "/events"), false));
		// Pipelining
		clients.add(new Client("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3) + request("GET", "/plain"),
				true));
		clients.add(new Client("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3), false));
		// Uploads, whole, aborted, and in broken chunks
		clients.add(new Client(UPLOAD + "Connection: close\r\nContent-Length: 4\r\n\r\nfour", true));
		clients.add(new Client(UPLOAD + "Content-Length: 100000\r\n\r\nfour", false));
		clients.add(new Client(UPLOAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n",
				true));
		clients.add(new Client(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\nxyz\r\n", false));
		clients.add(new Client(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n400\r\nfour", false));
		// The client never sends what it announces.
		clients.add(new Client(UPLOAD + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n", false));
		clients.add(new Client(UPLOAD + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nfour",
				false));
		// Not HTTP at all
		clients.add(new Client("GARBAGE\r\n\r\n", false));
		clients.add(new Client("GET /plain HTTP/1.1\r\nX: ", false));
		return clients;
	}

	@ParameterizedTest
	@EnumSource
	void everyKindOfServletEndpointEndsWithNothingInFlight(Server server) throws Exception {
		List<Client> clients = common();
		for (String path : List.of("/send-error", "/redirect", "/callable", "/callable-throwing", "/deferred",
				"/deferred-throwing", "/deferred-never", "/future", "/streaming", "/streaming-throwing", "/emitter",
				"/emitter-throwing", "/events", "/forward", "/include", "/raw-async", "/raw-async-dispatch",
				"/raw-async-never")) {
			clients.add(get(path));
			clients.add(new Client(request("GET", path), false));
		}
		String read = UPLOAD.replace("/upload", "/read-listener");
		clients.add(new Client(read + "Connection: close\r\nContent-Length: 4\r\n\r\nfour", true));
		clients.add(new Client(read + "Content-Length: 100000\r\n\r\nfour", false));
		endWithNothingInFlight(server.launch().running(EndpointKinds.class), clients);
	}

	@Test
	void everyKindOfReactiveEndpointEndsWithNothingInFlight() throws Exception {
		List<Client> clients = common();
		clients.add(get("/stream"));
		clients.add(get("/stream-throwing"));
		clients.add(new Client(request("GET", "/stream"), false));
		clients.add(new Client(request("GET", "/stream-throwing"), false));
		endWithNothingInFlight(ChildProcess.launch().onNetty().running(ReactiveEndpointKinds.class), clients);
	}

	private static void endWithNothingInFlight(ChildProcess.Launch launch, List<Client> clients) throws Exception {
		try (ChildProcess app = launch.with("softlanding.drain.timeout=20s").start().awaitReady()) {
			for (Client client : clients) {
				client.run(app.port());
			}
			// A server may still read what a client that has gone has sent.
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.during(Duration.ofSeconds(1))
				.untilAsserted(() -> assertThat(inFlight(app)).as(app.output())
					.containsEntry("active", 0)
					.containsEntry("queued", 0));
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "NOTHING_TO_DO");
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> inFlight(ChildProcess app) throws IOException {
		try (HttpConnection status = HttpConnection.get(app.port(), "/actuator/shutdown-status")) {
			return (Map<String, Object>) JsonParserFactory.getJsonParser()
				.parseMap(status.read().text())
				.get("inFlight");
		}
	}

}
