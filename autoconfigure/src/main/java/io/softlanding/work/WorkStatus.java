/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.softlanding.inflight.StackSummary;
import io.softlanding.report.StatusSection;
import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Work in flight, as the status and the log show it: by name, because there may be tens
 * of thousands of the same.
 */
final class WorkStatus implements StatusSection {

	private static final int MOST_SHOWN = 20;

	/** As many as a log line can bear; the counts are of all. */
	static final int MOST_LEFT = 100;

	private static final long UNKNOWN_AGE = -1;

	private final WorkRegistry registry;

	private final TrackedRuns runs;

	WorkStatus(WorkRegistry registry, TrackedRuns runs) {
		this.registry = registry;
		this.runs = runs;
	}

	@Override
	public String name() {
		return "work";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		this.registry.executors().look();
		long running = Stream.of(Kind.values()).mapToLong(this.registry::count).sum();
		status.put("running", running);
		status.put("waiting", this.registry.executors().waiting());
		status.put("scheduledRunsWithheld", this.runs.withheld());
		status.put("names", byName(Which.ALL, true, MOST_SHOWN, false));
		if (!this.registry.executors().notObserved().isEmpty()) {
			status.put("notObserved", this.registry.executors().notObserved().stream().limit(MOST_LEFT).toList());
		}
		return status;
	}

	/** For example {@code 2 tasks and jobs running, 9 waiting, oldest 2.1s Mail.send}. */
	String line(Predicate<RunningWork> waitedFor) {
		List<RunningWork> running = this.registry.running().stream().filter(waitedFor).toList();
		long counted = this.registry.executors().counted()
				+ this.registry.scheduledRuns().stream().filter((run) -> !this.registry.endless(run)).count();
		String count = "%d tasks and jobs running, %d waiting".formatted(running.size() + counted,
				this.registry.executors().waiting());
		return running.stream()
			.max(Comparator.comparingLong(this.registry::ageNanos))
			.map((oldest) -> String.format(Locale.ROOT, "%s, oldest %.1fs %s", count,
					this.registry.ageNanos(oldest) / 1e9, oldest.description()))
			.orElse(count);
	}

	/**
	 * Describes work by name, the oldest first.
	 * @param waiting whether to include tasks that wait for a thread
	 * @param stacks whether to include the stack of the oldest of each name
	 */
	List<Map<String, Object>> byName(Which which, boolean waiting, int most, boolean stacks) {
		Map<String, Same> names = new TreeMap<>();
		this.registry.running()
			.stream()
			.filter(which.works())
			.forEach((work) -> same(names, work.description()).running(work, this.registry.ageNanos(work)));
		this.registry.scheduledRuns()
			.stream()
			.filter((run) -> which.includes(this.registry.endless(run)))
			.forEach((run) -> same(names, run.description()).running(1, run.age().toNanos()));
		for (ObservedExecutor executor : this.registry.executors().all()) {
			long running = (which.includes(false) ? executor.counted() : 0)
					+ (which.includes(true) ? executor.endless() : 0);
			if (running > 0) {
				same(names, executor.name()).running(running, UNKNOWN_AGE);
			}
			if (waiting) {
				executor.waitingNames().forEach((name) -> same(names, name).waiting++);
			}
		}
		return names.entrySet()
			.stream()
			.sorted(Comparator.comparingLong((Map.Entry<String, Same> entry) -> -entry.getValue().oldestNanos))
			.limit(most)
			.map((entry) -> entry.getValue().describe(entry.getKey(), stacks))
			.toList();
	}

	private static Same same(Map<String, Same> names, String name) {
		return names.computeIfAbsent(name, (added) -> new Same());
	}

	/**
	 * A part of what runs.
	 *
	 * @param works of what is known one by one
	 * @param endless of what is known otherwise: what will not end, or what is waited
	 * for; {@code null} for both
	 */
	record Which(Predicate<RunningWork> works, @Nullable Boolean endless) {

		static final Which ALL = new Which((work) -> true, null);

		boolean includes(boolean endless) {
			return this.endless == null || this.endless == endless;
		}

	}

	/** All work of the same name. */
	private static final class Same {

		private long running;

		private int waiting;

		private @Nullable RunningWork oldest;

		private long oldestNanos = UNKNOWN_AGE;

		void running(RunningWork work, long ageNanos) {
			if (ageNanos > this.oldestNanos) {
				this.oldest = work;
			}
			running(1, ageNanos);
		}

		void running(long count, long ageNanos) {
			this.running += count;
			this.oldestNanos = Math.max(this.oldestNanos, ageNanos);
		}

		Map<String, Object> describe(String name, boolean stack) {
			Map<String, Object> described = new LinkedHashMap<>();
			described.put("name", name);
			if (this.running > 0) {
				described.put("running", this.running);
			}
			if (this.oldestNanos != UNKNOWN_AGE) {
				described.put("age", Duration.ofNanos(this.oldestNanos));
			}
			if (this.oldest != null) {
				described.put("thread", this.oldest.thread().getName());
			}
			if (this.waiting > 0) {
				described.put("waiting", this.waiting);
			}
			if (stack && this.oldest != null) {
				described.put("stack", StackSummary.of(this.oldest.thread().getStackTrace()));
			}
			return described;
		}

	}

}
