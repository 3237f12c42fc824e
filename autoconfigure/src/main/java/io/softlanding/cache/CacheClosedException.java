/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import io.softlanding.drain.DrainRefusal;

/**
 * Thrown by a cache that was closed because the instance shuts down.
 *
 * @since 0.1
 */
public class CacheClosedException extends IllegalStateException implements DrainRefusal {

	private static final long serialVersionUID = 1L;

	CacheClosedException(String cache) {
		super("Cache '%s' is closed: this instance is shutting down".formatted(cache));
	}

}
