/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.config.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StreamPolicy}.
 */
class StreamPolicyTests {

	private final StreamPolicy policy = new StreamPolicy(StreamEnd.COMPLETE,
			Map.of("/orders/events", StreamEnd.AWAIT, "/export/*", StreamEnd.CUT, "/export/all", StreamEnd.AWAIT));

	@ParameterizedTest
	@CsvSource({ "/orders/events, true, AWAIT", "/orders/events, false, AWAIT", "/export/csv, false, CUT",
			"/export/all, false, AWAIT", "/others, true, COMPLETE" })
	void aRouteThatIsNamedDecidesAndOthersOnlyForEvents(String route, boolean events, StreamEnd end) {
		assertThat(this.policy.of(request(route, events))).isEqualTo(end);
	}

	@Test
	void ofSeveralPatternsTheLongestDecides() {
		Map<String, StreamEnd> routes = new HashMap<>();
		for (int depth = 1; depth <= 20; depth++) {
			routes.put("/a".repeat(depth) + "/*", (depth % 2 == 0) ? StreamEnd.AWAIT : StreamEnd.CUT);
		}
		StreamPolicy policy = new StreamPolicy(StreamEnd.COMPLETE, routes);
		for (int depth = 1; depth <= 20; depth++) {
			assertThat(policy.of(request("/a".repeat(depth) + "/b", true)))
				.isEqualTo((depth % 2 == 0) ? StreamEnd.AWAIT : StreamEnd.CUT);
		}
	}

	@Test
	void whatIsNoEventStreamIsLeftAlone() {
		assertThat(this.policy.of(request("/download", false))).isNull();
	}

	@Test
	void aRouteWithoutASlashIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> StreamPolicy.of(properties(Map.of("orders", StreamEnd.CUT))))
			.withMessageContaining("softlanding.web.stream-routes names 'orders'");
		assertThat(StreamPolicy.of(properties(null)).routes()).isEmpty();
	}

	private static WebProperties properties(Map<String, StreamEnd> routes) {
		return new WebProperties(true, false, Duration.ofSeconds(5), StreamEnd.COMPLETE, routes,
				new WebProperties.QuietPeriod(null, Duration.ofSeconds(1), Duration.ofSeconds(10), 3, List.of()));
	}

	private static InFlightRequest request(String route, boolean events) {
		InFlightRequest request = new InFlightRequest("GET", route, 0);
		if (events) {
			request.markEventStream();
		}
		return request;
	}

}
