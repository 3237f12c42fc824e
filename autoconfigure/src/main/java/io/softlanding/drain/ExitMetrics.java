package io.softlanding.drain;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
			ExitStage.UNKNOWN);

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
				.description("Whether the previous process ended like this")
				.tag("stage", stage.text())
				.strongReference(true)
				.register(registry);
		}
	}

}
