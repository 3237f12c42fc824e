/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Decides whether a route is called. Each permitted call tells how it went, once.
 */
interface RouteBreaker {

	boolean tryAcquire();

	void succeeded(long nanos);

	void failed(long nanos, Throwable error);

	/** It was neither: nothing is learnt from it. */
	void withdrawn();

}
