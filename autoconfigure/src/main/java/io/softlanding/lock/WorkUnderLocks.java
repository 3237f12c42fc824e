/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.time.NanoClock;

/**
 * Waits for work that runs under locks.
 */
final class WorkUnderLocks {

	/** How often it is looked whether requests and threads have ended. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final DrainContext context;

	private final NanoClock clock;

	WorkUnderLocks(DrainContext context, NanoClock clock) {
		this.context = context;
		this.clock = clock;
	}

	/**
	 * Returns when nothing works under the locks any more, or the time for that is over.
	 * @param locks what is held; may change meanwhile
	 * @param asking whether more may come
	 * @param time how long at most
	 * @param quiet how long at most while the work of none of them ends
	 * @throws InterruptedException if the phase has ended
	 */
	void await(Collection<HeldLease> locks, BooleanSupplier asking, Duration time, Duration quiet)
			throws InterruptedException {
		long end = this.clock.nanoTime() + time.toNanos();
		long quietSince = this.clock.nanoTime();
		int before = Integer.MAX_VALUE;
		while (true) {
			boolean more = asking.getAsBoolean();
			List<HeldLease> running = locks.stream()
				.filter((lock) -> lock.outcome() == null && !lock.ended())
				.filter((lock) -> !this.context.initiatedBy(lock.holder().thread()))
				.toList();
			long now = this.clock.nanoTime();
			quietSince = (running.size() < before) ? now : quietSince;
			before = running.size();
			long left = Math.min(end - now, quiet.toNanos() - (now - quietSince));
			if ((running.isEmpty() && !more) || this.context.forced() || left <= 0) {
				return;
			}
			if (!running.isEmpty()) {
				HeldLease first = running.get(0);
				this.context.progress("%d locks are held by work that still runs, '%s' by %s".formatted(running.size(),
						first.label(), first.holder().description()));
			}
			this.clock.sleep(Math.min(LOOK_NANOS, left));
		}
	}

}
