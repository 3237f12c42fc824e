/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Something in the running application that follows the configuration. Every bean of this
 * type is asked at each reload.
 *
 * <p>
 * A reload asks all listeners to prepare, puts the new snapshot in force, and then has
 * all of them commit. If one cannot prepare, nothing happens. If one cannot commit, it
 * and those that have committed are rolled back, the last one first, and the old snapshot
 * is in force again. Calls are made one after the other, on a daemon thread of their own;
 * one that takes longer than {@code softlanding.reload.listener-timeout} is interrupted
 * and has failed.
 *
 * @since 0.1
 */
public interface ReloadListener {

	/**
	 * Returns the name that answers and logs use.
	 * @return for example {@code connection-pool}
	 */
	default String name() {
		return getClass().getSimpleName();
	}

	/**
	 * Whether this listener puts a key into effect, so that no restart is needed.
	 * @param key the key of a value that has changed
	 * @return {@code true} if it does
	 */
	default boolean applies(String key) {
		return false;
	}

	/**
	 * Checks whether it can follow, and gets ready. Must not change anything that can be
	 * seen.
	 * @param old what is in force
	 * @param next what shall be
	 * @return what to do then
	 * @throws io.softlanding.config.InvalidConfigurationException if the configuration
	 * cannot be followed, with a text that names no secret
	 * @throws Exception if it fails otherwise
	 */
	Step prepare(Snapshot old, Snapshot next) throws Exception;

	/**
	 * The change that a listener is ready to make.
	 */
	interface Step {

		/** Does nothing. */
		Step NONE = () -> {
		};

		/**
		 * Makes the change.
		 * @throws Exception if it fails; {@link #rollback()} is called then too
		 */
		void commit() throws Exception;

		/**
		 * Undoes the change, however much of it was made. Called while {@link #commit()}
		 * still runs when that has taken too long, and then once more when it comes back.
		 * @throws Exception if it cannot be undone
		 */
		default void rollback() throws Exception {
		}

		/**
		 * Lets go of what was prepared: called instead of {@link #commit()} when there is
		 * nothing to commit after all.
		 */
		default void discard() {
		}

	}

}
