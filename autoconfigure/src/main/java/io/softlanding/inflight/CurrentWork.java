/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import org.jspecify.annotations.Nullable;

/**
 * Strategy to find the work of the calling thread. Every bean of this type is asked. Must
 * return at once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CurrentWork {

	/**
	 * Returns the work of the calling thread.
	 * @return the work, or {@code null} if this knows of none
	 */
	@Nullable Work get();

}
