/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import org.jspecify.annotations.Nullable;

/**
 * Strategy to find the remote address of the request that the calling thread serves.
 * Implemented by the feature that serves requests.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CallerAddress {

	/**
	 * Returns the address of the caller.
	 * @return for example {@code 10.0.0.7}, or {@code null} if it is not known
	 */
	@Nullable String get();

}
