package io.softlanding.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The observation {@code softlanding.drain}, from the drain's beginning to the end of its
 * back half, with an event for the end of each phase. Used by one thread.
 */
final class DrainObservation implements DrainListener, SmartInitializingSingleton {

	private static final String NAME = "softlanding.drain";

	private final ObjectProvider<ObservationRegistry> registries;

	private volatile ObservationRegistry registry = ObservationRegistry.NOOP;

	private @Nullable Observation observation;

	DrainObservation(ObjectProvider<ObservationRegistry> registries) {
		this.registries = registries;
	}

	/**
	 * Not before: the registry would be made too early. Not when a drain begins: the bean
	 * factory may be locked by something that hangs.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.registry = this.registries.getIfUnique(() -> ObservationRegistry.NOOP);
	}

	@Override
	public void drainBegan(DrainReason reason) {
		// The outcome is there from the start: series of one name have the same tags.
		this.observation = Observation.createNotStarted(NAME, this.registry)
			.contextualName("drain")
			.lowCardinalityKeyValue("reason", reason.name())
			.lowCardinalityKeyValue("outcome", "UNKNOWN")
			.start();
	}

	@Override
	public void phaseEnded(DrainPhase phase, DrainOutcome outcome, Duration took, Instant at) {
		if (this.observation != null) {
			String name = phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
			this.observation.event(Observation.Event.of(name, phase + " " + Drain.text(outcome), at.toEpochMilli()));
		}
	}

	@Override
	public void drainEnded(DrainOutcome outcome) {
		if (this.observation != null) {
			this.observation.lowCardinalityKeyValue("outcome", outcome.name()).stop();
			this.observation = null;
		}
	}

}
