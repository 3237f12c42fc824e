/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Tells listener containers to stop, which Spring does after the front half. Does not
 * wait until they have.
 */
final class ListenerStopParticipant implements DrainParticipant {

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
		List<ListenedContainer> running = this.listeners.toStop();
		List<HandledMessage> messages = this.listeners.messages();
		this.listeners.containers()
			.stream()
			.filter((container) -> !container.running() && messages.stream().anyMatch(container::received))
			.forEach(this.listeners::stopped);
		Duration remaining = context.remaining();
		this.listeners.tellToStop(running,
				(remaining.compareTo(Listeners.PATIENCE) < 0) ? remaining : Listeners.PATIENCE);
		List<String> names = ListenerCalls.names(this.listeners.stoppingContainers());
		if (names.isEmpty()) {
			return DrainResult.nothingToDo("No listener container is running");
		}
		List<String> late = ListenerCalls.names(this.listeners.notToldInTime());
		return late.isEmpty() ? DrainResult.completed("Listener containers receive no more messages: %s", names)
				: DrainResult.timedOut("Listener containers not told to stop in time: %s", late);
	}

}
