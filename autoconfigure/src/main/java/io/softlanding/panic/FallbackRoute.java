/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A route that has something to fall back to.
 *
 * @param name how the route is configured, for example {@code GET /catalogue}
 * @param pattern its requests
 * @param breaker decides whether it is called at all
 * @param lastGood whether its last good response is kept
 * @param shared whether it answers all callers alike
 * @param refuses whether its handler has refused a caller: then it does not
 * @param fixed the response to give when there is no other, or {@code null}
 */
record FallbackRoute(String name, RoutePattern pattern, RouteBreaker breaker, boolean lastGood, boolean shared,
		AtomicBoolean refuses, @Nullable GoodResponse fixed) {
}
