package io.softlanding.drain;

import java.time.Duration;
import java.util.function.Function;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A participant of the ANNOUNCE phase that does one thing.
 */
record AnnounceParticipant(String name, Function<DrainContext, DrainResult> action) implements DrainParticipant {

	/** What the drain holds readiness for. */
	static final String READINESS_REASON = "drain";

	static AnnounceParticipant readiness(ReadinessGate readiness) {
		return new AnnounceParticipant("readiness", (drain) -> {
			readiness.hold(READINESS_REASON);
			return DrainResult.completed("Readiness refuses traffic");
		});
	}

	static AnnounceParticipant startedEvent(ConfigurableApplicationContext context, Duration timeout) {
		return new AnnounceParticipant("started-event", (drain) -> {
			context.publishEvent(new DrainStartedEvent(context, drain.reason(), timeout));
			return DrainResult.completed("The application was told");
		});
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return this.action.apply(context);
	}

}
