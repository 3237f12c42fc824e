/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

/** Hears of writes inside this package: metrics. */
interface CacheListener {

	void written(WriteOutcome outcome);

}
