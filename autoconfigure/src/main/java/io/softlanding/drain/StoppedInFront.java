/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import org.springframework.context.Lifecycle;

/**
 * Tells lifecycle beans that a feature stops in the front half. Every bean of this type
 * is asked when the application has started. The drain keeps no time for Spring to stop
 * beans between the halves if all of them are known.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface StoppedInFront {

	/**
	 * Returns whether a bean has nothing more to do when Spring stops it.
	 * @param bean a bean that Spring stops before the back half
	 * @return {@code true} if the front half stops it, and waits for it
	 */
	boolean stops(Lifecycle bean);

}
