/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

/**
 * Called with what a handler of a call throws.
 */
@FunctionalInterface
interface UncaughtCalls {

	/** Called by the thread of the call; must not throw. */
	void uncaught(Throwable error, GrpcCall call);

}
