/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

/**
 * Rate at which requests are sent, whatever becomes of the requests before.
 *
 * @param perSecond number of requests in a second, at least 1
 * @since 0.1.0
 */
public record Rate(int perSecond) {

	/**
	 * Checks the rate.
	 * @param perSecond number of requests in a second
	 * @throws IllegalArgumentException if it is less than 1 or more than 100,000
	 */
	public Rate {
		if (perSecond < 1 || perSecond > 100_000) {
			throw new IllegalArgumentException("A rate is between 1 and 100000 requests per second, not " + perSecond);
		}
	}

	/**
	 * Returns a rate.
	 * @param requests number of requests in a second, at least 1
	 * @return the rate
	 */
	public static Rate perSecond(int requests) {
		return new Rate(requests);
	}

}
