/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of uncaught errors and fallbacks.
 */
final class PanicMetrics implements MeterBinder {

	private final PanicRecorder recorder;

	private final @Nullable FleetExchange fleet;

	private final @Nullable FallbackUse fallbacks;

	PanicMetrics(PanicRecorder recorder, @Nullable FleetExchange fleet, @Nullable FallbackUse fallbacks) {
		this.recorder = recorder;
		this.fleet = fleet;
		this.fallbacks = fallbacks;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (PanicSeverity severity : PanicSeverity.values()) {
			for (PanicSource source : PanicSource.values()) {
				FunctionCounter
					.builder("softlanding.panics", this.recorder.counts(), (counts) -> counts.of(severity, source))
					.description("Uncaught errors")
					.tag("severity", severity.text())
					.tag("source", source.text())
					.register(registry);
			}
		}
		Gauge.builder("softlanding.panics.recent", this.recorder.window(), (window) -> window.counts().panics())
			.description("Uncaught errors of the last minute")
			.tag("scope", "instance")
			.register(registry);
		if (this.fleet != null) {
			Gauge.builder("softlanding.panics.recent", this.fleet, PanicMetrics::lastMinute)
				.description("Uncaught errors of the last minute")
				.tag("scope", "application")
				.register(registry);
		}
		FunctionCounter
			.builder("softlanding.panics.unreported", this.recorder.details().reporters(), PanicReporters::dropped)
			.description("Reports that were dropped because a reporter was too slow")
			.register(registry);
		if (this.fallbacks != null) {
			bind(this.fallbacks, registry);
		}
	}

	private static void bind(FallbackUse fallbacks, MeterRegistry registry) {
		for (String route : fallbacks.routes()) {
			for (String kind : FallbackUse.KINDS) {
				FunctionCounter.builder("softlanding.panic.fallback", fallbacks, (use) -> use.count(route, kind).sum())
					.description("Requests that were answered with a fallback")
					.tag("route", route)
					.tag("kind", kind)
					.register(registry);
			}
		}
	}

	private static double lastMinute(FleetExchange exchange) {
		FleetExchange.Fleet fleet = exchange.current();
		return (fleet != null) ? fleet.lastMinute() : Double.NaN;
	}

}
