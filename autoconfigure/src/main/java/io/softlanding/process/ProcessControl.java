/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

/**
 * What the drain does to, and asks of, the process.
 */
public interface ProcessControl {

	/** The process of this application. */
	ProcessControl SYSTEM = new ProcessControl() {

		@Override
		public boolean isEnding() {
			Thread probe = new Thread();
			try {
				Runtime.getRuntime().addShutdownHook(probe);
				Runtime.getRuntime().removeShutdownHook(probe);
				return false;
			}
			catch (IllegalStateException ex) {
				return true;
			}
		}

		@Override
		public void exit(int status) {
			Runtime.getRuntime().exit(status);
		}

		@Override
		public void halt(int status) {
			Runtime.getRuntime().halt(status);
		}

	};

	/**
	 * The process of a container that this application is only deployed to: it is not
	 * ours to end.
	 */
	ProcessControl FOREIGN = new ProcessControl() {

		@Override
		public boolean isEnding() {
			return SYSTEM.isEnding();
		}

		@Override
		public void exit(int status) {
			// Drained, and left to the container.
		}

		@Override
		public void halt(int status) {
			// Reported, and left to the container.
		}

	};

	/**
	 * Whether the virtual machine has begun to shut down.
	 * @return {@code true} from the moment its shutdown hooks run
	 */
	boolean isEnding();

	/**
	 * Ends the process as its shutdown hooks do. Does not return, unless the process is
	 * not ours.
	 * @param status its exit code
	 */
	void exit(int status);

	/**
	 * Ends the process without running anything any more.
	 * @param status its exit code
	 */
	void halt(int status);

}
