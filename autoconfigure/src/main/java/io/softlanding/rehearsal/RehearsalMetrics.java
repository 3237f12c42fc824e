/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of rehearsals. All series exist from the start; those of the last rehearsal are
 * not a number before there is one.
 */
final class RehearsalMetrics implements MeterBinder, RehearsalAutoConfiguration.Observer {

	private final Map<RehearsalOutcome, List<Counter>> counters = new EnumMap<>(RehearsalOutcome.class);

	private volatile @Nullable RehearsalResult completed;

	RehearsalMetrics() {
		for (RehearsalOutcome outcome : RehearsalOutcome.values()) {
			this.counters.put(outcome, new CopyOnWriteArrayList<>());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.counters.forEach((outcome,
				counters) -> counters.add(Counter.builder("softlanding.rehearsal")
					.description("Rehearsals of the drain")
					.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
					.register(registry)));
		TimeGauge.builder("softlanding.rehearsal.predicted", this, TimeUnit.MILLISECONDS, RehearsalMetrics::predicted)
			.description("How long a drain would take, by the last rehearsal that was completed")
			.register(registry);
		Gauge.builder("softlanding.rehearsal.findings", this, RehearsalMetrics::findings)
			.description("What a drain would lose, by the last rehearsal that was completed")
			.register(registry);
	}

	private double predicted() {
		RehearsalResult completed = this.completed;
		Duration predicted = (completed != null) ? completed.predicted() : null;
		return (predicted != null) ? predicted.toMillis() : Double.NaN;
	}

	private double findings() {
		RehearsalResult completed = this.completed;
		return (completed != null) ? completed.findings().size() : Double.NaN;
	}

	@Override
	public void accept(RehearsalResult result) {
		if (result.outcome() == RehearsalOutcome.COMPLETED) {
			this.completed = result;
		}
		this.counters.getOrDefault(result.outcome(), List.of()).forEach(Counter::increment);
	}

}
