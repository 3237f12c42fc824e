/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Callback for changes of the read-only mode. All beans of this type are called.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReadOnlyListener {

	/**
	 * Called when the read-only mode begins or ends. Called by one thread at a time; must
	 * return soon.
	 * @param readOnly whether writes are refused from now on
	 */
	void readOnly(boolean readOnly);

}
