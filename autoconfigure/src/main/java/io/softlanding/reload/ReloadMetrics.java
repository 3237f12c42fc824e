/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

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

/**
 * Metrics of reloads and of the configuration in force. All series exist from the start.
 */
final class ReloadMetrics implements MeterBinder, Reloader.Observer {

	private final SnapshotStore store;

	private final Map<ReloadOutcome, List<Counter>> counters = new EnumMap<>(ReloadOutcome.class);

	ReloadMetrics(SnapshotStore store) {
		this.store = store;
		for (ReloadOutcome outcome : ReloadOutcome.values()) {
			this.counters.put(outcome, new CopyOnWriteArrayList<>());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.counters.forEach((outcome,
				counters) -> counters.add(Counter.builder("softlanding.reload")
					.description("Reloads of the configuration")
					.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
					.register(registry)));
		Gauge.builder("softlanding.reload.generation", this.store, (store) -> store.current().generation())
			.description("Generation of the configuration in force")
			.register(registry);
		TimeGauge
			.builder("softlanding.reload.last.success", this.store, TimeUnit.MILLISECONDS,
					(store) -> store.current().at().toEpochMilli())
			.description("Time at which the configuration in force was read, since the epoch")
			.register(registry);
	}

	@Override
	public void accept(ReloadAttempt attempt) {
		this.counters.getOrDefault(attempt.outcome(), List.of()).forEach(Counter::increment);
	}

}
