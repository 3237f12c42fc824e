/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Access to a configuration record that reloads replace.
 *
 * <p>
 * Any thread may read it, at about the cost of a volatile field. Read the record once for
 * each unit of work. A thread that has seen a record of one generation sees none of an
 * earlier one, unless a listener could not commit and the old snapshot is in force again.
 *
 * <p>
 * This is a class and not an interface, because calls of interface methods take a quarter
 * longer. Tests may extend it.
 *
 * @param <T> the type of the record
 * @since 0.1
 */
public abstract class Reloadable<T> {

	/**
	 * Returns the record in force.
	 * @return the record, which is the same instance until the next reload
	 */
	public abstract T get();

	/**
	 * Returns all records in force, for work that needs several consistent records.
	 * @return the snapshot in force
	 */
	public abstract Snapshot snapshot();

}
