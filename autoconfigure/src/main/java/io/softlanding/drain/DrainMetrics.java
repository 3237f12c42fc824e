/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How long each phase took and how it ended, as {@code softlanding.drain.phase}. All
 * series exist from the start, at 0. Phases of the back half end after Spring Boot has
 * closed its registries: only a registry of the application's own hears of them.
 */
final class DrainMetrics implements MeterBinder, DrainListener {

	private record Series(DrainPhase phase, DrainOutcome outcome) {
	}

	private final Map<Series, List<Timer>> timers = new ConcurrentHashMap<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		for (DrainPhase phase : DrainPhase.values()) {
			for (DrainOutcome outcome : DrainOutcome.values()) {
				Timer timer = Timer.builder("softlanding.drain.phase")
					.description("Time a phase of the drain took")
					.tag("phase", phase.name())
					.tag("outcome", outcome.name())
					.register(registry);
				this.timers.computeIfAbsent(new Series(phase, outcome), (series) -> new CopyOnWriteArrayList<>())
					.add(timer);
			}
		}
	}

	@Override
	public void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took, Instant at) {
		this.timers.getOrDefault(new Series(phase, outcome), List.of()).forEach((timer) -> timer.record(took));
	}

}
