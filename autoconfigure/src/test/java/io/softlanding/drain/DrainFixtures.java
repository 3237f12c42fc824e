/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.process.DrainLog;
import io.softlanding.process.Platform;
import io.softlanding.time.NanoClock;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Properties as a user would write them, and budgets and requests that tests choose.
 */
public final class DrainFixtures {

	private DrainFixtures() {
	}

	/**
	 * Binds properties as Spring Boot does.
	 * @param pairs such as {@code timeout=5s}, without the prefix
	 */
	static DrainProperties properties(String... pairs) {
		Map<String, String> source = new HashMap<>();
		for (String pair : pairs) {
			String[] parts = pair.split("=", 2);
			source.put("softlanding.drain." + parts[0], parts[1]);
		}
		return new Binder(new MapConfigurationPropertySource(source)).bindOrCreate("softlanding.drain",
				DrainProperties.class);
	}

	static DrainBudget budget(String... pairs) {
		DrainProperties properties = properties(pairs);
		return DrainBudget.of(properties, GracePeriod.of(properties, Platform.NONE, Duration.ofSeconds(16)));
	}

	/**
	 * A budget in milliseconds whose floors share the reserve equally.
	 */
	static DrainBudget millis(long timeout, long reserve) {
		Duration floor = Duration.ofMillis(reserve / 4);
		return new DrainBudget(
				Duration.ofMillis(timeout), Duration.ofMillis(reserve), Map.of(DrainPhase.TRANSACTIONS, floor,
						DrainPhase.CACHES, floor, DrainPhase.LOCKS, floor, DrainPhase.HANDOFF, floor),
				Duration.ofMillis(timeout + 2000));
	}

	static DrainRequest request(NanoClock clock) {
		return new DrainRequest(DrainReason.SIGTERM, Instant.now(), clock.nanoTime());
	}

	static DrainLog log() {
		return new DrainLog(LoggerFactory.getLogger(DrainFixtures.class));
	}

	static DrainListeners listeners(DrainListener... listeners) {
		return new DrainListeners(List.of(listeners), log());
	}

	static Drain drain(NanoClock clock, DrainBudget budget, DrainParticipant... participants) {
		return new Drain(request(clock), new DrainPlan(List.of(participants)), budget, clock, log(), listeners(), false,
				(stopped) -> {
				});
	}

}
