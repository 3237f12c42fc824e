/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.softlanding.test.DrainHarness;
import io.softlanding.test.InstanceEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests what the clients of many sessions see when their instance ends, and how fast they
 * come to another one.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SessionsRestartBenchmark {

	private static final int SESSIONS = Integer.getInteger("websocket.sessions", 200);

	private static final int RATE = Integer.getInteger("websocket.rate", 100);

	@Test
	void clientsMoveToTheSiblingAtTheRate() throws Exception {
		Crowd crowd = restart("Softlanding", "softlanding.websocket.close-rate=" + RATE);
		assertThat(crowd.ends()).isEqualTo(Map.of(1001, (long) SESSIONS));
		// A pause of a busy machine may move some of them to the next second.
		assertThat(crowd.mostReconnectsPerSecond()).isLessThan(RATE * 3 / 2);
	}

	@Test
	@EnabledIfSystemProperty(named = "websocket.plain", matches = "true")
	void plainSpringBootForComparison() throws Exception {
		restart("plain Spring Boot", "softlanding.enabled=false");
	}

	private static Crowd restart(String name, String... properties) throws Exception {
		int grace = 20 + 2 * SESSIONS / RATE;
		try (DrainHarness harness = ServletSessionsProcessTests.chat(properties)
			.properties("softlanding.drain.grace-period=" + grace + "s", "server.tomcat.max-connections=20000",
					"server.tomcat.accept-count=1000")
			.jvmArgs("-Xmx1500m", "-XX:TieredStopAtLevel=1")
			.endTimeout(Duration.ofSeconds(grace + 60))
			.instances(2)
			.start(); Crowd crowd = new Crowd(harness.instance(0).port(), harness.instance(1).port(), "/raw")) {
			crowd.connect(SESSIONS);
			await().atMost(Duration.ofSeconds(60)).until(() -> crowd.open() == SESSIONS);
			InstanceEnd end = harness.stop(0);
			await().atMost(Duration.ofSeconds(120)).until(() -> crowd.reconnected() == SESSIONS);
			// CHECKSTYLE:OFF
			System.out.printf(
					"%n%s: %d sessions ended with %s; at most %d reconnects in a second, all within %.1f s; stop took %.1f s%n%n",
					name, SESSIONS, crowd.ends(), crowd.mostReconnectsPerSecond(), crowd.seconds(),
					end.took().toMillis() / 1e3);
			// CHECKSTYLE:ON
			return crowd;
		}
	}

}
