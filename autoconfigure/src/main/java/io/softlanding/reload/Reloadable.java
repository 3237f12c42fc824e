/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Access to a configuration record that reloads replace.
 *
 * <p>
 * Any thread may read it; the cost is about that of a volatile field. Read it once for
 * each piece of work. A thread that has seen a record of one generation sees none of an
 * earlier one, unless a listener could not commit and the old snapshot is in force again.
 *
 * <p>
 * A class, because a call of an interface's method costs a quarter more. Tests may extend
 * it.
 *
 * @param <T> the type of the record
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
	 * @return the snapshot in force
	 */
	public abstract Snapshot snapshot();

}
