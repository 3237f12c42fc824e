/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters {@code softlanding.cache.dirty} and {@code softlanding.cache.flushed}. */
final class CacheMetrics implements MeterBinder, CacheListener {

	private final CacheRegistry caches;

	private final Map<WriteOutcome, List<Counter>> counters = new EnumMap<>(WriteOutcome.class);

	CacheMetrics(CacheRegistry caches) {
		this.caches = caches;
		for (WriteOutcome outcome : WriteOutcome.values()) {
			this.counters.put(outcome, new CopyOnWriteArrayList<>());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.cache.dirty", this.caches, CacheRegistry::dirty)
			.description("Entries that were acknowledged and are not in their store yet")
			.register(registry);
		this.counters.forEach((outcome,
				counters) -> counters.add(Counter.builder("softlanding.cache.flushed")
					.description("Entries that were passed to their store")
					.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
					.register(registry)));
	}

	@Override
	public void written(WriteOutcome outcome) {
		this.counters.getOrDefault(outcome, List.of()).forEach(Counter::increment);
	}

}
