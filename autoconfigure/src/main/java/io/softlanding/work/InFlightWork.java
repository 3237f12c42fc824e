/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

/**
 * Lets a job say that it is running, so that a drain waits for it. For what runs on
 * threads that are not known otherwise; tasks of Spring's executors and methods with
 * {@code @Scheduled} are known already. May be used by any thread.
 *
 * <pre class="code">
 * try (var running = this.inFlightWork.begin("nightly-report")) {
 *     ...
 * }
 * </pre>
 *
 * @since 0.1
 */
public interface InFlightWork {

	/**
	 * Registers a job of the calling thread. Leases that the thread acquires until the
	 * end of the job belong to the job. This method never blocks, and never refuses a
	 * job.
	 * @param name the name of the job in logs and reports, which is the same for each run
	 * and contains no arguments. It is truncated to 100 characters.
	 * @return the running job; close it at the end
	 */
	Running begin(String name);

	/**
	 * A running job.
	 *
	 * @since 0.1
	 */
	interface Running extends AutoCloseable {

		/**
		 * Ends the job, whether it has succeeded or failed. Can be called by any thread;
		 * a second call has no effect.
		 */
		@Override
		void close();

	}

}
