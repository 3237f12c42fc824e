package io.softlanding.drain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExitMetricsTests {

	@Test
	void theLastExitIsCountedWithItsDuration() {
		MeterRegistry registry = bound(new LastExit(ExitStage.FORCED, "SIGTERM", Duration.ofMillis(700), null, null));
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
		MeterRegistry registry = bound(new LastExit(ExitStage.KILLED, null, null, null, null));
		assertThat(timer(registry, "forced").count() + timer(registry, "graceful").count()).isZero();
		assertThat(last(registry, "killed")).isOne();
	}

	@Test
	void everySeriesIsThereFromTheStart() {
		MeterRegistry registry = bound(LastExit.NONE);
		for (String stage : new String[] { "graceful", "forced" }) {
			assertThat(timer(registry, stage).count()).isZero();
		}
		for (String stage : new String[] { "graceful", "forced", "killed", "unknown" }) {
			assertThat(last(registry, stage)).isZero();
		}
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
