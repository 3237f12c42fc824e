/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How the process before this one ended: a dying process is not scraped.
 */
final class ExitMetrics implements MeterBinder {

	private static final Duration[] BUCKETS = { Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30) };

	private static final Set<ExitStage> WITH_DURATION = EnumSet.of(ExitStage.GRACEFUL, ExitStage.FORCED);

	private static final Set<ExitStage> ENDS = EnumSet.of(ExitStage.GRACEFUL, ExitStage.FORCED, ExitStage.KILLED,
			ExitStage.CRASHED, ExitStage.OOM_KILLED, ExitStage.UNKNOWN);

	private final LastExit last;

	ExitMetrics(LastExit last) {
		this.last = last;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ExitStage stage : WITH_DURATION) {
			Timer timer = Timer.builder("softlanding.exit.duration")
				.description("Time the drain of the previous process took")
				.tag("stage", stage.text())
				.serviceLevelObjectives(BUCKETS)
				.register(registry);
			if (stage == this.last.stage() && this.last.took() != null) {
				timer.record(this.last.took());
			}
		}
		for (ExitStage stage : ENDS) {
			Gauge.builder("softlanding.exit.last", this.last, (last) -> (last.stage() == stage) ? 1 : 0)
				.description("Whether the previous process ended in this stage")
				.tag("stage", stage.text())
				.strongReference(true)
				.register(registry);
		}
		Duration latency = this.last.signalLatency();
		TimeGauge
			.builder("softlanding.exit.signal.latency", this.last, TimeUnit.NANOSECONDS,
					(last) -> (latency != null) ? latency.toNanos() : Double.NaN)
			.description("Time from the delivery of the signal that ended the previous process to its first log line")
			.strongReference(true)
			.register(registry);
		bindTo(registry, "ended", this.last.force().ended());
		bindTo(registry, "forced", this.last.force().forced());
	}

	private static void bindTo(MeterRegistry registry, String outcome, long number) {
		Gauge.builder("softlanding.exit.work", () -> number)
			.description("Requests, tasks and transactions that the drain of the previous process has found open")
			.tag("outcome", outcome)
			.register(registry);
	}

}
