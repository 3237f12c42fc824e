/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Participant of the back half that refuses nothing while there is time. It is called in
 * each {@link DrainPass}, and asked for its final result when all beans of the context
 * are destroyed.
 *
 * <p>
 * Its results are cumulative: each one replaces the previous one.
 */
public interface MultiPassParticipant extends DrainParticipant {

	/**
	 * Returns the final result. Called when the context has ended or the process is about
	 * to be halted, possibly more than once. Must return at once and must not need a
	 * bean. May be called while {@link #drain} still runs.
	 * @return the result of all passes
	 */
	DrainResult conclude();

}
