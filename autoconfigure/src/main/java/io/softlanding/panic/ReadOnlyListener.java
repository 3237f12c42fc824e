/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Hears when the application begins or ceases to take no writes. Every bean of this type
 * is told.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReadOnlyListener {

	/**
	 * Begins or ceases to take no writes. Called by one thread at a time; must return
	 * soon.
	 * @param readOnly whether writes are refused from here on
	 */
	void readOnly(boolean readOnly);

}
