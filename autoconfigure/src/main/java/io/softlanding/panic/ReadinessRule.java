/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * When an instance has so many panics that it should get no traffic. A condition that is
 * 0 is not looked at; all others have to be met.
 *
 * @param panics how many panics in a minute
 * @param percent how many of a hundred requests have failed
 * @param requests of at least how many
 * @param routes how many different routes have failed: one poisonous URL is sent again
 * and again, to one instance after the other
 */
record ReadinessRule(int panics, int percent, int requests, int routes) {

	boolean isMet(PanicWindow.Counts counts) {
		return counts.panics() >= this.panics && counts.requests() >= this.requests
				&& counts.failedRequests() * 100 >= counts.requests() * this.percent
				&& counts.failedRoutes() >= this.routes;
	}

}
