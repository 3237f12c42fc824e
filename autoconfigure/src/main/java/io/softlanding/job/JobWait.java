/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.softlanding.drain.DrainContext;
import io.softlanding.time.NanoClock;

/** Waiting for the jobs of a library, and what a drain has seen of them. */
final class JobWait {

	private static final int MOST_NAMED = 100;

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** For a thread that only looks as if it began a job. */
	private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final JobSource source;

	private final NanoClock clock;

	private final Set<Object> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	private final Set<Object> left = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	/** Whether something that looked like the beginning of a job was not waited for. */
	private volatile boolean unsettled;

	/** Whether a drain has waited, and does so no more. */
	private volatile boolean over;

	JobWait(JobSource source, NanoClock clock) {
		this.source = source;
		this.clock = clock;
	}

	JobSource source() {
		return this.source;
	}

	void reset() {
		this.seen.clear();
		this.left.clear();
		this.over = false;
		this.unsettled = false;
	}

	/** Whether tasks that jobs start are not waited for on their account. */
	boolean exhausted() {
		return this.over || this.source.running().isEmpty();
	}

	/**
	 * Waits until no job runs, while there is time.
	 * @param early whether jobs that begin meanwhile are not waited for
	 * @return whether none is left
	 */
	boolean await(DrainContext context, boolean early) {
		Duration total = context.remaining();
		Set<Object> first = early ? ids(running(context)) : Set.of();
		long settleBy = 0;
		try {
			while (true) {
				boolean forced = context.forced();
				List<RunningJob> all = this.source.running();
				List<RunningJob> running = running(context, all).filter((job) -> !early || first.contains(job.id()))
					.filter((job) -> !this.left.contains(job.id()))
					.toList();
				running.forEach((job) -> this.seen.add(job.id()));
				long remaining = forced ? 0 : context.remaining().toNanos();
				if (!context.reason().isReversible()) {
					this.source.draining(total, Duration.ofNanos(remaining));
				}
				if (running.isEmpty()) {
					long now = this.clock.nanoTime();
					settleBy = (settleBy == 0) ? now + SETTLE_NANOS : settleBy;
					boolean settled = early || this.source.settled(all.size());
					if (settled || now - settleBy >= 0) {
						this.unsettled = !settled;
						return true;
					}
				}
				else {
					settleBy = 0;
					context.progress(line(running));
				}
				if (remaining <= 0) {
					this.unsettled = running.isEmpty();
					return running.isEmpty();
				}
				this.source.await(Math.min(remaining, TICK_NANOS));
			}
		}
		catch (InterruptedException ex) {
			return running(context).findAny().isEmpty();
		}
	}

	/**
	 * Waits for jobs that have been asked to end, but for a limited time.
	 * @param nanos how long at most
	 */
	void awaitEnd(DrainContext context, long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		long left = nanos;
		while (left > 0 && !context.forced() && running(context).findAny().isPresent()) {
			this.source.await(left);
			left = end - this.clock.nanoTime();
		}
	}

	boolean isUnsettled() {
		return this.unsettled;
	}

	/** Notes what has not ended: it is not waited for again. */
	void leave(DrainContext context) {
		running(context).forEach((job) -> this.left.add(job.id()));
		this.over = true;
	}

	/** Returns what runs, without a job that waits for the drain itself. */
	Stream<RunningJob> running(DrainContext context) {
		return running(context, this.source.running());
	}

	private static Stream<RunningJob> running(DrainContext context, List<RunningJob> all) {
		return all.stream()
			.filter((job) -> job.thread() == null || !context.initiatedBy(job.thread()))
			.sorted(Comparator.comparing(RunningJob::age).reversed());
	}

	List<Map<String, Object>> named(DrainContext context) {
		return running(context).limit(MOST_NAMED).map((job) -> job.describe(true)).toList();
	}

	/** Returns how many jobs have ended since the drain began. */
	long ended(DrainContext context) {
		Set<Object> running = ids(running(context));
		synchronized (this.seen) {
			return this.seen.stream().filter((id) -> !running.contains(id)).count();
		}
	}

	private static Set<Object> ids(Stream<RunningJob> jobs) {
		Set<Object> ids = Collections.newSetFromMap(new IdentityHashMap<>());
		jobs.forEach((job) -> ids.add(job.id()));
		return ids;
	}

	/** For example {@code 2 jobs running, oldest 12.1s reports.nightly}. */
	static String line(List<RunningJob> running) {
		RunningJob oldest = running.get(0);
		return String.format(Locale.ROOT, "%d %s running, oldest %.1fs %s", running.size(), jobs(running.size()),
				oldest.age().toMillis() / 1e3, oldest.name());
	}

	static String jobs(long count) {
		return (count == 1) ? "job" : "jobs";
	}

}
