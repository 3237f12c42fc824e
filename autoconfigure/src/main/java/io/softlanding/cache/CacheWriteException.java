/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a write was not acknowledged, because it had to go through to the store and
 * failed there, or because it was refused.
 *
 * @since 0.1
 */
public class CacheWriteException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	CacheWriteException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
