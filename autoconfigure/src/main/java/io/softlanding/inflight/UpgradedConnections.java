/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * Knows which threads of the server work for connections that were upgraded, and
 * therefore for no request. Implemented by the feature that drains such connections.
 */
@FunctionalInterface
public interface UpgradedConnections {

	/**
	 * Returns how many threads of the server work for them right now. Called often while
	 * the instance drains; must return at once.
	 * @return the number of those that are known, never too many
	 */
	int threads();

}
