/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients of HTTP/2 see of a drain, and those whose answers come later.
 */
class AsynchronousProcessTests {

	@Test
	void aClientOfHttp2IsSentAwayAndEveryStreamIsAnswered() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("server.http2.enabled=true", "softlanding.drain.timeout=20s")
			.start()
			.awaitReady(); Http2Connection connection = new Http2Connection(app.port())) {
			int before = connection.get("/work?ms=2500");
			int asynchronous = connection.get("/deferred?ms=2500");
			app.awaitLine("WORKING").signal("TERM");
			// Nothing that is on its way is refused yet.
			assertThat(connection.awaitGoAway()).isEqualTo(Integer.MAX_VALUE);
			int onItsWay = connection.get("/work?ms=1");
			assertThat(connection.read(onItsWay)).contains("done");
			assertThat(connection.read(before)).contains("done");
			assertThat(connection.read(asynchronous)).contains("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED")
				.containsEntry("summary", "3 requests finished since the drain began");
		}
	}

	/** Where nothing is in flight, a request may be on its way all the same. */
	@Test
	void aClientOfHttp2ThatIsIdleIsToldWhichStreamWasTheLast() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("server.http2.enabled=true", "softlanding.drain.timeout=20s")
			.start()
			.awaitReady(); Http2Connection connection = new Http2Connection(app.port())) {
			int before = connection.get("/work?ms=1");
			assertThat(connection.read(before)).contains("done");
			app.signal("TERM");
			assertThat(connection.awaitGoAway()).isEqualTo(Integer.MAX_VALUE);
			int onItsWay = connection.get("/work?ms=1");
			assertThat(connection.read(onItsWay)).contains("done");
			connection.awaitEnd();
			assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE, onItsWay);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	@Test
	void answersThatComeLaterAreWaitedFor() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=20s").start().awaitReady();
				HttpConnection callable = HttpConnection.get(app.port(), "/callable?ms=2000");
				HttpConnection body = HttpConnection.get(app.port(), "/streaming-body?ms=2000");
				HttpConnection deferred = HttpConnection.get(app.port(), "/deferred?ms=2000")) {
			app.awaitLine("CALLABLE WORKS").awaitLine("BODY STREAMS").awaitLine("WORKING").signal("TERM");
			assertThat(callable.read().text()).isEqualTo("called");
			assertThat(body.read().text()).isEqualTo("first last");
			assertThat(deferred.read().text()).contains("done");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("work")).containsEntry("outcome", "COMPLETED");
		}
	}

}
