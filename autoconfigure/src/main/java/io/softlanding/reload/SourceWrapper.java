/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.springframework.core.env.PropertySource;

/**
 * Wraps what a reload has read as the application has wrapped what it has read.
 */
interface SourceWrapper {

	/**
	 * Wraps a source.
	 * @param source as it was read
	 * @return a source with the same name
	 */
	PropertySource<?> wrap(PropertySource<?> source);

}
