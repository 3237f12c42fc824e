/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Tells listener containers to stop that were not told while the port was open. Does not
 * wait until they have.
 */
final class ListenerStopParticipant implements DrainParticipant {

	/** The next phase waits for calls that take longer. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Listeners listeners;

	ListenerStopParticipant(Listeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public String name() {
		return "listener-stop";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		Duration remaining = context.remaining();
		this.listeners.closeIntake((remaining.compareTo(PATIENCE) < 0) ? remaining : PATIENCE);
		Collection<ListenedContainer> told = this.listeners.stoppingContainers();
		if (told.isEmpty()) {
			return DrainResult.nothingToDo("No listener container is running");
		}
		List<String> late = ListenerCalls.names(this.listeners.notToldInTime());
		return late.isEmpty()
				? DrainResult.completed("Listener containers receive no more messages: %s", ListenerCalls.names(told))
				: DrainResult.timedOut("Listener containers not told to stop in time: %s", late);
	}

}
