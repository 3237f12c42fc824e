/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

/** Hears of leases' ends inside this package: metrics. */
@FunctionalInterface
interface LeaseListener {

	void ended(LeaseOutcome outcome);

}
