/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.ArrayList;
import java.util.List;

import io.softlanding.test.DrainHarness;
import io.softlanding.test.DrainHarnessBuilder;
import io.softlanding.test.InstanceEnd;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the end of sessions on Tomcat, with SIGTERM.
 */
class ServletSessionsProcessTests {

	static final String[] OTHERS = { "kafka", "rabbit", "amqp", "artemis", "jms", "batch", "quartz", "grpc", "rsocket",
			"jdbc", "h2-", "HikariCP", "softlanding-sample-servers" };

	static DrainHarnessBuilder chat(String... properties) {
		return DrainHarness.of(Chat.class)
			.withoutLibraries(OTHERS)
			.properties("softlanding.drain.grace-period=20s", "management.endpoints.web.exposure.include=*",
					"management.endpoint.drain.access=unrestricted")
			.properties(properties);
	}

	@Test
	void sessionsOfEveryKindAreClosedWithGoingAway() throws Exception {
		try (DrainHarness harness = chat().start()) {
			int port = harness.instance(0).port();
			List<Client> clients = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				clients.add(Client.connect(port, "/raw"));
				clients.add(Client.connect(port, "/rooms/" + i));
				clients.add(Client.connect(port, "/stomp", "v12.stomp"));
			}
			InstanceEnd end = harness.stop(0);
			System.out.println(end.describe());
			for (Client client : clients) {
				assertThat(client.code()).isEqualTo(1001);
			}
		}
	}

	@Test
	void messageBeingHandledIsAnsweredBeforeItsSessionIsClosed() throws Exception {
		try (DrainHarness harness = chat().start()) {
			int port = harness.instance(0).port();
			Client raw = Client.connect(port, "/raw").send("wait 3000");
			Client annotated = Client.connect(port, "/rooms/7").send("wait 3000");
			InstanceEnd end = harness.stop(0);
			System.out.println(end.describe());
			assertThat(raw.code()).isEqualTo(1001);
			assertThat(raw.received).containsExactly("done wait 3000");
			assertThat(annotated.code()).isEqualTo(1001);
			assertThat(annotated.received).containsExactly("done wait 3000");
		}
	}

}
