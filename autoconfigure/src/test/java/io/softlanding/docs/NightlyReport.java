/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import io.softlanding.work.InFlightWork;

class NightlyReport {

	private final InFlightWork inFlightWork;

	private final Ledger ledger;

	NightlyReport(InFlightWork inFlightWork, Ledger ledger) {
		this.inFlightWork = inFlightWork;
		this.ledger = ledger;
	}

	void start(String day) {
		new Thread(() -> {
			try (InFlightWork.Running running = this.inFlightWork.begin("nightly-report")) {
				this.ledger.report(day);
			}
		}).start();
	}

}
