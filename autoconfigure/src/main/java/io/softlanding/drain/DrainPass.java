/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Passes of a drain in which a {@link MultiPassParticipant} is called, in this order. The
 * last pass may be the first one, or begin while another one still runs.
 *
 * @since 0.1
 */
public enum DrainPass {

	/**
	 * Pass in the back half. Beans that Spring stops and destroys later may still end
	 * open work. Nothing is refused, and the participant waits only while work keeps
	 * ending.
	 */
	FIRST,

	/**
	 * Pass after Spring has stopped executors, just before it stops beans in lifecycle
	 * phase 0 and below, such as connections to Redis. Participants do now what needs
	 * those.
	 */
	BEFORE_STOP,

	/**
	 * Pass when only the reserve is left, or in a forced drain. The participant acts
	 * without waiting. Participants that are called once are called in this pass.
	 */
	LAST

}
