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
	 * Notes that the calling thread has begun a job, which is what it is busy with until
	 * the end: leases that it acquires belong to the job. Never refused, and never
	 * blocks.
	 * @param name what it is, for logs and reports; the same for every run, without
	 * arguments. What is longer than 100 characters is cut.
	 * @return what to close at its end
	 */
	Running begin(String name);

	/**
	 * A job that runs.
	 *
	 * @since 0.1
	 */
	interface Running extends AutoCloseable {

		/**
		 * Notes that it has ended, in whatever way. May be called by any thread; a second
		 * call does nothing.
		 */
		@Override
		void close();

	}

}
