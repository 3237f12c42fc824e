package io.softlanding.drain;

import java.util.function.Function;

/**
 * A participant of the ANNOUNCE phase that does one thing.
 */
record AnnounceParticipant(String name, Function<DrainContext, DrainResult> action) implements DrainParticipant {

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return this.action.apply(context);
	}

}
