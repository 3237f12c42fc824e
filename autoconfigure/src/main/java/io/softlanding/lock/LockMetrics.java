/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters {@code softlanding.locks.held} and {@code softlanding.locks.released}. */
final class LockMetrics implements MeterBinder, LeaseListener {

	private final Map<LeaseOutcome, List<Counter>> counters = new EnumMap<>(LeaseOutcome.class);

	private final Supplier<Number> held;

	LockMetrics(Supplier<Number> held) {
		this.held = held;
		for (LeaseOutcome outcome : LeaseOutcome.values()) {
			this.counters.put(outcome, new CopyOnWriteArrayList<>());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.locks.held", this.held)
			.description("Leases that this instance holds")
			.register(registry);
		this.counters.forEach((outcome,
				counters) -> counters.add(Counter.builder("softlanding.locks.released")
					.description("Leases that have ended")
					.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
					.register(registry)));
	}

	@Override
	public void ended(LeaseOutcome outcome) {
		this.counters.getOrDefault(outcome, List.of()).forEach(Counter::increment);
	}

}
