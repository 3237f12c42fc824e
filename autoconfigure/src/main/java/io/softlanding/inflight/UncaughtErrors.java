/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * Callback for errors that the handler of a request lets through, where the server only
 * logs them. Every bean of this type is called.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UncaughtErrors {

	/**
	 * A handler has failed. Called by its thread, before the server sees the error.
	 * @param error what was thrown
	 * @param request the request that it failed for
	 */
	void uncaught(Throwable error, ServedRequest request);

}
