/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;

/**
 * Knows of data that was acknowledged and that a drain could not save. What guards such
 * data must not be released: the next holder would work on what is out of date. Every
 * bean of this type is asked, by any thread.
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
