/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection.Answer;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A drain with five times as many requests in flight as there are threads.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class BacklogEndToEndTests {

	private static final int REQUESTS = 1000;

	@Test
	void aThousandRequestsInFlightAreAllAnswered(ServerAddresses servers) throws Exception {
		List<HttpConnection> connections = new ArrayList<>();
		try (SampleApp app = SampleApp.launch(servers).quick().start().awaitReady()) {
			for (int i = 0; i < REQUESTS; i++) {
				connections.add(HttpConnection.open(app.port()));
			}
			for (HttpConnection connection : connections) {
				connection.send("GET", "/work?ms=1500");
			}
			Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> app.inFlight() == REQUESTS);
			app.signal("TERM");
			int answered = 0;
			for (HttpConnection connection : connections) {
				Answer answer = connection.read();
				answered += (answer.status() == 200 && answer.text().equals("worked for 1500 ms\n")) ? 1 : 0;
			}
			assertThat(answered).isEqualTo(REQUESTS);
			assertThat(app.awaitExit(Duration.ofSeconds(20))).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("stage", "graceful");
			assertThat(app.phase("IN_FLIGHT")).containsEntry("outcome", "COMPLETED");
		}
		finally {
			connections.forEach(HttpConnection::close);
		}
	}

}
