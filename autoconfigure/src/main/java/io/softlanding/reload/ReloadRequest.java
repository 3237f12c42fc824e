/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

/**
 * What is asked for.
 *
 * @param trigger who asks
 * @param dryRun whether to find out only what would happen
 * @param force whether to believe files that have lost most of their keys
 */
record ReloadRequest(ReloadTrigger trigger, boolean dryRun, boolean force) {

	static ReloadRequest by(ReloadTrigger trigger) {
		return new ReloadRequest(trigger, false, false);
	}

}
