/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;

/**
 * Strategy to detect data that was acknowledged and that a drain could not save. Leases
 * that guard such data must not be released, because their next holder would use outdated
 * data. Every bean of this type is asked, by any thread.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UnsavedDataIndicator {

	/**
	 * Names what holds such data, such as caches. Must return soon.
	 * @return the names; none before a drain has tried to save the data
	 */
	List<String> unsaved();

}
