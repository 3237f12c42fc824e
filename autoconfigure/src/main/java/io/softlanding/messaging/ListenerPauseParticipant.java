/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

/**
 * Pauses listener containers during maintenance, and resumes those that it has paused.
 */
final class ListenerPauseParticipant implements DrainParticipant {

	private final Listeners listeners;

	private final ListenerCalls calls;

	ListenerPauseParticipant(Listeners listeners) {
		this.listeners = listeners;
		this.calls = new ListenerCalls("pause");
	}

	@Override
	public String name() {
		return "listener-pause";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.ANNOUNCE;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.listeners.drainBegins();
		if (context.reason() == DrainReason.REHEARSAL) {
			return DrainResult.nothingToDo("A rehearsal pauses no listener");
		}
		if (!context.reason().isReversible()) {
			return DrainResult.nothingToDo("Listeners receive messages until phase INTAKE");
		}
		List<ListenedContainer> running = this.listeners.toPause();
		List<String> late = this.calls.call(running, this.listeners::pause, context.remaining());
		List<String> names = ListenerCalls.names(this.listeners.pausedContainers());
		if (!late.isEmpty()) {
			return DrainResult.timedOut("Listener containers not paused in time: %s", late).with("paused", names);
		}
		return names.isEmpty() ? DrainResult.nothingToDo("No listener container to pause")
				: DrainResult.completed("Listener containers paused: %s", names);
	}

	@Override
	public void resume() {
		this.listeners.resume();
	}

}
