/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * A record of configuration that may be replaced while the application runs.
 *
 * <p>
 * May be read by any thread, as often as wanted: it costs about as much as reading a
 * volatile field. Read it once for each piece of work. Once a thread has seen a record of
 * one generation, it sees no record of an earlier one, unless a listener could not
 * commit: then the old snapshot is in force again.
 *
 * <p>
 * A class and not an interface, because a call of an interface's method asks for the
 * receiver's class first, which costs a good quarter of that read. Tests may extend it.
 *
 * @param <T> the record's type
 * @since 0.1
 */
public abstract class Reloadable<T> {

	/**
	 * Returns the record in force.
	 * @return the same instance until the next reload
	 */
	public abstract T get();

	/**
	 * Returns all records in force, for work that needs several that belong together.
	 * @return the current snapshot
	 */
	public abstract Snapshot snapshot();

}
