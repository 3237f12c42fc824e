/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;

/**
 * Waits until listeners have finished what was handed to them, and until their containers
 * have acknowledged it. When the time is nearly used up, containers leave the rest of
 * what they have received to be redelivered.
 */
final class ListenersParticipant implements DrainParticipant {

	private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** Time for containers to acknowledge what is finished and to leave their group. */
	private static final Duration TO_LEAVE = Duration.ofSeconds(1);

	private final Listeners listeners;

	private final MessagingStatus status;

	/** Calls that take longer go on while the participant waits. */
	private static final Duration CALL = Duration.ofMillis(100);

	private final ListenerCalls pause = new ListenerCalls("pause");

	private final ListenerCalls stopNow = new ListenerCalls("stop at once");

	ListenersParticipant(Listeners listeners, MessagingStatus status) {
		this.listeners = listeners;
		this.status = status;
	}

	@Override
	public String name() {
		return "listeners";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		try {
			if (context.reason() == DrainReason.REHEARSAL) {
				return DrainResult.nothingToDo("Rehearsal: listeners are not paused");
			}
			return context.reason().isReversible() ? awaitPaused(context) : awaitStopped(context);
		}
		finally {
			this.listeners.noLongerAwaited();
		}
	}

	@Override
	public void resume() {
		this.listeners.drainEnds();
	}

	private DrainResult awaitPaused(DrainContext context) throws InterruptedException {
		Predicate<HandledMessage> waitedFor = (message) -> !context.initiatedBy(message.thread())
				&& this.listeners.paused().all().stream().anyMatch((container) -> container.received(message));
		BooleanSupplier paused = () -> this.listeners.paused().notInEffect().isEmpty()
				&& this.listeners.messages().stream().noneMatch(waitedFor);
		// Containers may be started during maintenance.
		boolean idle = await(context, waitedFor, Duration.ZERO, paused,
				() -> this.pause.call(this.listeners.toPause(), this.listeners::pause, CALL));
		return idle ? finished("paused", this.listeners.paused().all(), "")
				: left(waitedFor, "paused", this.listeners.paused().notInEffect(), "");
	}

	private DrainResult awaitStopped(DrainContext context) throws InterruptedException {
		Predicate<HandledMessage> waitedFor = (message) -> !context.initiatedBy(message.thread())
				&& this.listeners.stoppingContainers().stream().anyMatch((container) -> container.received(message));
		// To a list: each container must be asked, since each has a silence of its own.
		BooleanSupplier stopped = () -> this.listeners.toStop().isEmpty()
				&& awaited().stream().filter((container) -> !this.listeners.isSilent(container)).toList().isEmpty();
		// Containers may be started while the instance drains.
		if (await(context, waitedFor, toLeave(context), stopped,
				() -> this.listeners.tellToStop(this.listeners.toStop(), CALL))) {
			return awaited().isEmpty() ? finished("stopped", this.listeners.stoppingContainers(), "")
					: left(waitedFor, "stopped", notStopped(), "");
		}
		List<ListenedContainer> left = awaited();
		List<String> asked = new ArrayList<>();
		this.stopNow.call(left, (container) -> {
			if (container.stopNow()) {
				asked.add(container.name());
			}
		}, TO_LEAVE.dividedBy(2));
		String rest = asked.isEmpty() ? ""
				: "; messages not yet passed to a listener are left for redelivery: " + List.copyOf(asked);
		boolean leaves = this.listeners.await(stopped, Math.min(context.remaining().toNanos(), TO_LEAVE.toNanos()));
		if (!leaves || !awaited().isEmpty()) {
			return left(waitedFor, "stopped", notStopped(), rest);
		}
		DrainResult finished = finished("stopped", this.listeners.stoppingContainers(), rest);
		return asked.isEmpty() ? finished
				: DrainResult.partial("%s", finished.summary()).counting(this.listeners.endedDraining(), 0);
	}

	/** A listener that ends the process itself is not waited for. */
	private List<ListenedContainer> awaited() {
		return notStopped().stream().filter((container) -> !this.listeners.hasInitiated(container)).toList();
	}

	private static Duration toLeave(DrainContext context) {
		Duration share = context.remaining().dividedBy(2);
		return (share.compareTo(TO_LEAVE) < 0) ? share : TO_LEAVE;
	}

	/** Waits until something is so, the drain is forced or only some time is left. */
	private boolean await(DrainContext context, Predicate<HandledMessage> waitedFor, Duration kept,
			BooleanSupplier condition, Runnable lookAgain) throws InterruptedException {
		while (true) {
			lookAgain.run();
			long left = context.forced() ? 0 : Math.max(0, context.remaining().minus(kept).toNanos());
			if (this.listeners.await(condition, Math.min(left, PROGRESS_NANOS))) {
				return true;
			}
			if (left == 0) {
				return false;
			}
			context.progress(this.status.line(waitedFor));
		}
	}

	private DrainResult finished(String how, Collection<ListenedContainer> containers, String rest) {
		long ended = this.listeners.endedDraining();
		if (containers.isEmpty()) {
			return DrainResult.nothingToDo("No listener container is running");
		}
		String done = String.format(Locale.ROOT, "%d listener %s %s, %d %s finished since the drain began%s%s",
				containers.size(), (containers.size() == 1) ? "container" : "containers", how, ended,
				(ended == 1) ? "message or batch" : "messages or batches", notCounted(containers), rest);
		List<HandledMessage> left = containers.stream()
			.flatMap((container) -> container.leftForRedelivery().stream())
			.distinct()
			.toList();
		if (!left.isEmpty()) {
			return DrainResult.partial("%s; waiting for a retry and left for redelivery: %d", done, left.size())
				.counting(ended, left.size())
				.with("redelivered", this.status.describe(left, false));
		}
		return DrainResult.completed("%s", done).counting(ended, 0);
	}

	private static String notCounted(Collection<ListenedContainer> containers) {
		List<String> names = ListenerCalls
			.names(containers.stream().filter((container) -> !container.countsMessages()).toList());
		return names.isEmpty() ? "" : ", not counting those of " + names;
	}

	private List<ListenedContainer> notStopped() {
		return this.listeners.stoppingContainers()
			.stream()
			.filter((container) -> !this.listeners.hasStopped(container))
			.toList();
	}

	private DrainResult left(Predicate<HandledMessage> waitedFor, String how, List<ListenedContainer> containers,
			String rest) {
		List<HandledMessage> left = this.listeners.messages().stream().filter(waitedFor).toList();
		return DrainResult.timedOut("%s%s%s", this.status.line(waitedFor),
				containers.isEmpty() ? "" : "; containers not " + how + ": " + ListenerCalls.names(containers), rest)
			.counting(this.listeners.endedDraining(), left.size())
			.with("remaining", this.status.describe(left, true));
	}

}
