/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.time.Duration;

import io.softlanding.lock.Lease;
import io.softlanding.lock.LeaseLocked;
import io.softlanding.lock.LeaseRegistry;

import org.springframework.stereotype.Component;

@Component
class Settlement {

	private final LeaseRegistry leases;

	private final Ledger ledger;

	Settlement(LeaseRegistry leases, Ledger ledger) {
		this.leases = leases;
		this.ledger = ledger;
	}

	boolean settle(String account) throws InterruptedException {
		try (Lease lease = this.leases.tryAcquire("settle:" + account, Duration.ofSeconds(10), Duration.ofSeconds(2))) {
			if (lease == null) {
				return false;
			}
			// Refuses a token that is lower than the last it has seen.
			this.ledger.settle(account, lease.fencingToken());
			return true;
		}
	}

	@LeaseLocked(value = "report:#{#day}", ttl = "30s", skip = true)
	void report(String day) {
		this.ledger.report(day);
	}

}
