/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

/**
 * Decides whether connections may be upgraded to WebSocket. Implemented by the feature
 * that serves requests. Safe for use by several threads.
 */
public interface UpgradeGate {

	/**
	 * Sets whether requests for an upgrade are refused with 503. Other requests are
	 * served as before.
	 * @param refused whether to refuse them from now on
	 */
	void refuseUpgrades(boolean refused);

	/**
	 * Returns how many upgrades were refused.
	 * @return the number since the application started
	 */
	long refusedUpgrades();

}
