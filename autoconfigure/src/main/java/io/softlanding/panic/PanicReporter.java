/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Hears of panics. Each bean of this type has a bounded queue and a daemon thread of its
 * own: one that is slow or hangs loses panics, which are counted, and delays no other.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PanicReporter {

	/**
	 * Reports a panic. When there are very many, not each of them is reported on its own:
	 * {@link Panic#count()} tells how many there were.
	 * @param panic what has happened
	 * @throws InterruptedException if the application context is closed meanwhile
	 * @throws Exception if it could not be reported; it is not tried again
	 */
	void report(Panic panic) throws Exception;

}
