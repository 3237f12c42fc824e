/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.ForcedShare;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExitMetricsTests {

	@Test
	void theLastExitIsCountedWithItsDuration() {
		MeterRegistry registry = bound(exit(ExitStage.FORCED, Duration.ofMillis(700)));
		assertThat(timer(registry, "forced").count()).isOne();
		assertThat(timer(registry, "forced").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
		assertThat(timer(registry, "graceful").count()).isZero();
		assertThat(timer(registry, "forced").takeSnapshot().histogramCounts()).hasSize(10)
			.filteredOn((bucket) -> bucket.count() == 1)
			.hasSize(5);
		assertThat(last(registry, "forced")).isOne();
		assertThat(last(registry, "killed")).isZero();
	}

	@Test
	void aProcessThatWasKilledHasNoDuration() {
		MeterRegistry registry = bound(exit(ExitStage.KILLED, null));
		assertThat(timer(registry, "forced").count() + timer(registry, "graceful").count()).isZero();
		assertThat(last(registry, "killed")).isOne();
	}

	@Test
	void everySeriesIsThereFromTheStart() {
		MeterRegistry registry = bound(LastExit.NONE);
		for (String stage : new String[] { "graceful", "forced" }) {
			assertThat(timer(registry, stage).count()).isZero();
		}
		for (String stage : new String[] { "graceful", "forced", "killed", "crashed", "oom_killed", "unknown" }) {
			assertThat(last(registry, stage)).isZero();
		}
		assertThat(latency(registry)).isNaN();
		assertThat(work(registry, "ended") + work(registry, "forced")).isZero();
	}

	@Test
	void theSignalsLatencyAndTheForcedShareOfTheLastExitAreThereAtTheNextStart() {
		MeterRegistry registry = bound(exit(ExitStage.GRACEFUL, Duration.ofMillis(700)));
		assertThat(latency(registry)).isEqualTo(0.06);
		assertThat(work(registry, "ended")).isEqualTo(19);
		assertThat(work(registry, "forced")).isEqualTo(1);
	}

	@Test
	void thereIsNoLatencyWithoutASignal() {
		LastExit last = LastExit.of(Map.of("stage", "graceful", "reason", "PANIC", "took", "PT1S"), Map.of(),
				ProcessTraces.ofThisProcess());
		assertThat(latency(bound(last))).isNaN();
		assertThat(last.status()).doesNotContainKey("signalLatency");
	}

	private static LastExit exit(ExitStage stage, @Nullable Duration took) {
		return new LastExit(stage, null, took, null, null, Duration.ofMillis(60), new ForcedShare(19, 1), Map.of());
	}

	private static double latency(MeterRegistry registry) {
		return registry.get("softlanding.exit.signal.latency").timeGauge().value(TimeUnit.SECONDS);
	}

	private static double work(MeterRegistry registry, String outcome) {
		return registry.get("softlanding.exit.work").tag("outcome", outcome).gauge().value();
	}

	private static MeterRegistry bound(LastExit last) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new ExitMetrics(last).bindTo(registry);
		return registry;
	}

	private static Timer timer(MeterRegistry registry, String stage) {
		return registry.get("softlanding.exit.duration").tag("stage", stage).timer();
	}

	private static double last(MeterRegistry registry, String stage) {
		return registry.get("softlanding.exit.last").tag("stage", stage).gauge().value();
	}

}
