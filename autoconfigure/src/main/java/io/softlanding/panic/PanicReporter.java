/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Strategy for passing uncaught errors to another system. Each bean of this type has its
 * own bounded queue and daemon thread: if a reporter is slow or hangs, its errors are
 * dropped and counted, and other reporters are not delayed.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PanicReporter {

	/**
	 * Reports an uncaught error. If there are very many errors, only some of them are
	 * reported; {@link Panic#count()} is the number of all of them.
	 * @param panic the error
	 * @throws InterruptedException if the application context is closed in the meantime
	 * @throws Exception if the error cannot be reported; the report is not repeated
	 */
	void report(Panic panic) throws Exception;

}
