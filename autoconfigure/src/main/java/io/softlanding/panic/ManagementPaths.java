/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.inflight.ManagementRequests;

/**
 * Paths of Actuator on the server of the application.
 */
record ManagementPaths(ManagementRequests requests) {

	static final ManagementPaths NONE = new ManagementPaths(ManagementRequests.NONE);

	boolean contain(String path) {
		return this.requests.kind(path) != ManagementRequests.Kind.APPLICATION;
	}

}
