/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

/**
 * A daemon thread of this library. It inherits neither the thread locals nor the context
 * class loader of the thread that happens to create it, which may be one of a request.
 *
 * @since 0.1
 */
public class SoftlandingThread extends Thread {

	/**
	 * Creates a thread that has not started.
	 * @param name the name of the thread without its prefix, {@code softlanding-}
	 * @param task the task to run
	 */
	public SoftlandingThread(String name, Runnable task) {
		super(null, task, "softlanding-" + name, 0, false);
		setDaemon(true);
		setContextClassLoader(SoftlandingThread.class.getClassLoader());
	}

}
