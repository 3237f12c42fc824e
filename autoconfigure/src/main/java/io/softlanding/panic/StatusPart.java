/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Map;

/**
 * Adds to what status and endpoint show of panics.
 */
@FunctionalInterface
interface StatusPart {

	void describe(Map<String, Object> status);

}
