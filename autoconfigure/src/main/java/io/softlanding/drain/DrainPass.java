/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * When a {@link MultiPassParticipant} is called, in this order. The last call may come
 * first, or while another one still runs.
 *
 * @since 0.1
 */
public enum DrainPass {

	/**
	 * At its place in the plan. What Spring stops and destroys afterwards may still end
	 * what is open: nothing is refused, and waiting goes on only while things end.
	 */
	FIRST,

	/**
	 * When Spring has stopped executors, just before it stops what is in lifecycle phase
	 * 0 and below, such as connections to Redis. What needs those is done now.
	 */
	BEFORE_STOP,

	/**
	 * When only the reserve is left, or in a forced drain: act without waiting.
	 * Participants that are called once are called with this one.
	 */
	LAST

}
