/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.work.WorkStatus.Which;
import org.jspecify.annotations.Nullable;

/**
 * Waits for work that begins after IN_FLIGHT, such as the last record of a listener, and
 * reports at the end what never ended or began. First in the back half, because work
 * holds transactions and leases and makes entries of caches dirty.
 */
final class RemainingWorkParticipant implements MultiPassParticipant {

	private static final long ENDING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final WorkRegistry registry;

	private final WorkStatus status;

	private final WorkParticipant inFlight;

	private final ApplicationThreads threads;

	private volatile @Nullable DrainContext context;

	RemainingWorkParticipant(WorkRegistry registry, WorkStatus status, WorkParticipant inFlight,
			ApplicationThreads threads) {
		this.registry = registry;
		this.status = status;
		this.inFlight = inFlight;
		this.threads = threads;
	}

	@Override
	public String name() {
		return "remaining-work";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	/** It only uses time that nothing else needs. */
	@Override
	public Duration needs() {
		return Duration.ZERO;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.context = context;
		if (context.pass() != DrainPass.LAST) {
			this.inFlight.await(context,
					(work) -> isOurs(work) && !this.registry.endless(work) && !this.registry.wasLeft(work));
			this.registry.leave();
		}
		return result(false, List.of(), false);
	}

	@Override
	public DrainResult conclude() {
		DrainContext context = this.context;
		// What was interrupted just now is about to end.
		long end = System.nanoTime() + ENDING_NANOS;
		while (System.nanoTime() - end < 0 && !left(false).isEmpty()) {
			LockSupport.parkNanos(this, ENDING_NANOS / 50);
		}
		// Others run for the contexts above, or go on after a test.
		if (context == null || !context.exiting() || !this.registry.outermost()) {
			return result(true, List.of(), false);
		}
		return result(true, this.threads
			.running((thread) -> context.initiatedBy(thread) || context.runsOn(thread) || this.registry.runsOn(thread)),
				this.threads.mayBeVirtual());
	}

	private boolean isOurs(RunningWork work) {
		DrainContext context = this.context;
		return context == null || !context.initiatedBy(work.thread());
	}

	private List<Map<String, Object>> left(boolean stacks) {
		return this.status.byName(new Which(this::isOurs, null), true, WorkStatus.MOST_LEFT, stacks);
	}

	private DrainResult result(boolean ended, List<Map<String, Object>> threads, boolean virtual) {
		List<Map<String, Object>> left = left(true);
		Map<String, Long> notBegun = Stream
			.concat(this.registry.executors().dropped().stream().map(QueuedTask::name),
					ended ? this.registry.scheduledTasks().notBegun() : Stream.empty())
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		List<String> parts = new ArrayList<>();
		if (!left.isEmpty()) {
			parts.add(this.status.line(this::isOurs));
		}
		if (!threads.isEmpty()) {
			parts.add("%d other threads run the application's code".formatted(threads.size()));
		}
		if (!notBegun.isEmpty()) {
			parts.add("%d tasks have not begun".formatted(notBegun.values().stream().mapToLong(Long::longValue).sum()));
		}
		long since = this.registry.endedSinceLeft();
		if (parts.isEmpty()) {
			String all = (since == 0) ? "No observed task or job was left" : "%d %s ended after phase IN_FLIGHT"
				.formatted(since, (since == 1) ? "task or job" : "tasks and jobs");
			if (virtual) {
				return DrainResult.assumed("%s; virtual threads that are not observed are taken to have ended", all)
					.counting(since, 0);
			}
			return (since == 0) ? DrainResult.nothingToDo("%s", all)
					: DrainResult.completed("%s", all).counting(since, 0);
		}
		DrainResult result = DrainResult.partial("%s", String.join(", ", parts));
		if (ended) {
			result = result.counting(since,
					left.stream()
						.flatMap((name) -> Stream.of(name.get("running"), name.get("waiting")))
						.mapToLong((count) -> (count instanceof Number number) ? number.longValue() : 0)
						.sum());
		}
		result = left.isEmpty() ? result : result.with("remaining", left);
		result = threads.isEmpty() ? result : result.with("threads", threads);
		return notBegun.isEmpty() ? result : result.with("notBegun", notBegun);
	}

}
