/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.List;
import java.util.function.Supplier;

import io.softlanding.inflight.CurrentWork;
import io.softlanding.inflight.Work;
import org.jspecify.annotations.Nullable;

/**
 * Who works under a lease: what the thread is busy with, or else the thread itself.
 *
 * @param thread the thread that acquired the lease, or took it over
 * @param work the request or task it was busy with then
 */
record LeaseHolder(Thread thread, @Nullable Work work) {

	/** Returns who knows the holder on a thread. */
	static Supplier<LeaseHolder> of(List<CurrentWork> works) {
		return () -> {
			for (CurrentWork current : works) {
				Work work = current.get();
				if (work != null) {
					return new LeaseHolder(Thread.currentThread(), work);
				}
			}
			return new LeaseHolder(Thread.currentThread(), null);
		};
	}

	/**
	 * Whether nothing can work under the lease any more. Unknown for tasks of pools that
	 * are not tracked.
	 */
	boolean ended() {
		return (this.work != null) ? this.work.ended() : !this.thread.isAlive();
	}

	String description() {
		return (this.work != null) ? this.work.description() : "thread " + this.thread.getName();
	}

}
