/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * A participant whose code is worth running once before it is needed: what runs for the
 * first time has to be loaded and linked, and a drain runs once in the life of a process.
 *
 * @since 0.1
 */
public interface RehearsableParticipant extends DrainParticipant {

	/**
	 * Returns a participant of the same code that acts on nothing: it is drained once, in
	 * the background, when the application is ready. What it returns or throws is not
	 * heard of.
	 * @return the stand-in, with a state of its own
	 */
	DrainParticipant standIn();

}
