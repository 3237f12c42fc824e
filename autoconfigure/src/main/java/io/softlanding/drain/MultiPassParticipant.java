/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * A participant of the back half that closes no door while there is time. It is called
 * with each {@link DrainPass} that comes about, and asked for its result again when all
 * beans of the context are destroyed.
 *
 * <p>
 * Its results are cumulative: each takes the place of the one before it.
 */
public interface MultiPassParticipant extends DrainParticipant {

	/**
	 * Returns what there is to say in the end. Called when the context has ended or the
	 * process is about to be halted, once or more; must return at once and not need a
	 * bean. May be called while {@link #drain} still runs.
	 * @return how it went, all looks together
	 */
	DrainResult conclude();

}
