/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * Strategy for applying a changed configuration to a part of the application. Every bean
 * of this type is called at each reload.
 *
 * <p>
 * A reload asks all listeners to prepare, puts the new snapshot in force, and then has
 * all of them commit. If one cannot prepare, nothing changes. If one cannot commit, it
 * and those that have committed are rolled back, the last one first, and the old snapshot
 * is in force again. Calls are made one after the other, each on a daemon thread. A call
 * that takes longer than {@code softlanding.reload.listener-timeout} is interrupted and
 * counts as failed.
 *
 * @since 0.1
 */
public interface ReloadListener {

	/**
	 * Returns the name of this listener in responses and logs.
	 * @return the name, for example {@code connection-pool}
	 */
	default String name() {
		return getClass().getSimpleName();
	}

	/**
	 * Whether this listener applies a key, so that no restart is needed.
	 * @param key the key of a changed value, as written in the files
	 * @return {@code true} if this listener applies the key
	 */
	default boolean applies(String key) {
		return false;
	}

	/**
	 * Checks the new configuration and prepares a change, without any visible effect.
	 * @param old the snapshot in force
	 * @param next the snapshot to apply
	 * @return the change, or {@link Step#NONE}
	 * @throws io.softlanding.config.InvalidConfigurationException if the configuration
	 * cannot be applied; its message is shown and must not contain a secret
	 * @throws Exception if it fails otherwise
	 */
	Step prepare(Snapshot old, Snapshot next) throws Exception;

	/**
	 * A prepared change.
	 */
	interface Step {

		/** A step without a change. It is never called. */
		Step NONE = () -> {
		};

		/**
		 * Creates a step.
		 * @param commit makes the change
		 * @param rollback undoes the change, even if only a part of it was made
		 * @return the step
		 */
		static Step of(Runnable commit, Runnable rollback) {
			return new Step() {

				@Override
				public void commit() {
					commit.run();
				}

				@Override
				public void rollback() {
					rollback.run();
				}

			};
		}

		/**
		 * Makes the change.
		 * @throws Exception if it fails; {@link #rollback()} is called then too
		 */
		void commit() throws Exception;

		/**
		 * Undoes the change, even if only a part of it was made. If {@link #commit()}
		 * exceeds the timeout, this method is called while the commit is still running,
		 * and once more when the commit returns.
		 * @throws Exception if the change cannot be undone
		 */
		default void rollback() throws Exception {
		}

		/**
		 * Releases prepared resources if the change will not be committed.
		 */
		default void discard() {
		}

	}

}
