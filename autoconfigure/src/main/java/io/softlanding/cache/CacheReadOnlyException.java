/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import io.softlanding.drain.DrainRefusal;

/** Thrown when a cache refuses a write because it is read-only. */
final class CacheReadOnlyException extends CacheWriteException implements DrainRefusal {

	private static final long serialVersionUID = 1L;

	CacheReadOnlyException(String message) {
		super(message, null);
	}

}
