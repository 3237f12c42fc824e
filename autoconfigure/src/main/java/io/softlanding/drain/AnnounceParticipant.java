/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.function.Function;

import io.softlanding.readiness.ReadinessGate;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A participant of the ANNOUNCE phase that does one thing.
 */
record AnnounceParticipant(String name, Function<DrainContext, DrainResult> action,
		Runnable undo) implements DrainParticipant {

	/** What the drain holds readiness for. */
	static final String READINESS_REASON = "drain";

	/** What a drain for maintenance holds it for; a signal meanwhile holds its own. */
	static final String MAINTENANCE_REASON = "maintenance";

	/** What a rehearsal holds it for. */
	static final String REHEARSAL_REASON = "rehearsal";

	AnnounceParticipant(String name, Function<DrainContext, DrainResult> action) {
		this(name, action, () -> {
		});
	}

	static AnnounceParticipant readiness(ReadinessGate readiness) {
		return new AnnounceParticipant("readiness", (drain) -> {
			readiness.hold(switch (drain.reason()) {
				case MAINTENANCE -> MAINTENANCE_REASON;
				case REHEARSAL -> REHEARSAL_REASON;
				default -> READINESS_REASON;
			});
			return DrainResult.completed("Readiness refuses traffic");
		}, () -> {
			readiness.release(MAINTENANCE_REASON);
			readiness.release(REHEARSAL_REASON);
		});
	}

	static AnnounceParticipant startedEvent(ConfigurableApplicationContext context, Duration timeout) {
		return new AnnounceParticipant("started-event", (drain) -> {
			context.publishEvent(new DrainStartedEvent(context, drain.reason(), timeout));
			return DrainResult.completed("DrainStartedEvent was published");
		}, () -> context.publishEvent(new DrainResumedEvent(context)));
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		return this.action.apply(context);
	}

	@Override
	public void resume() {
		this.undo.run();
	}

}
