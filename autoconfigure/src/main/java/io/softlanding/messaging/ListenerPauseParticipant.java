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
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

/**
 * Pauses listener containers during maintenance, and resumes those that it has paused.
 */
final class ListenerPauseParticipant implements DrainParticipant {

	private final Listeners listeners;

	/** Less than maintenance waits for a participant to resume. */
	private static final Duration TO_RESUME = Duration.ofMillis(800);

	private final ListenerCalls calls = new ListenerCalls("pause");

	private final ListenerCalls resume = new ListenerCalls("resume");

	ListenerPauseParticipant(Listeners listeners) {
		this.listeners = listeners;
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
		this.listeners.drainBegins(context::initiatedBy);
		if (context.reason() == DrainReason.REHEARSAL) {
			return DrainResult.nothingToDo("Rehearsal: listeners are not paused");
		}
		if (!context.reason().isReversible()) {
			return DrainResult.nothingToDo("Listeners are told to stop later");
		}
		this.listeners.paused().begin();
		List<ListenedContainer> running = this.listeners.toPause();
		List<String> late = this.calls.call(running, this.listeners::pause, context.remaining());
		List<String> names = ListenerCalls.names(this.listeners.paused().all());
		List<String> unable = ListenerCalls.names(this.listeners.withoutPause());
		if (!late.isEmpty()) {
			return DrainResult.timedOut("Listener containers not paused in time: %s", late).with("paused", names);
		}
		if (!unable.isEmpty()) {
			return DrainResult
				.partial("Listener containers that cannot be paused, or whose queues would be deleted: %s", unable)
				.with("paused", names)
				.with("notPaused", unable);
		}
		return names.isEmpty() ? DrainResult.nothingToDo("No listener container to pause")
				: DrainResult.completed("Listener containers paused: %s", names);
	}

	@Override
	public void resume() {
		PausedContainers paused = this.listeners.paused();
		paused.end();
		List<String> left = this.resume.call(paused.all(), paused::resume, TO_RESUME);
		if (!left.isEmpty()) {
			throw new IllegalStateException("Listener containers not resumed: " + left);
		}
	}

}
