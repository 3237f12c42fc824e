/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.softlanding.cache.WriteBehindCache;
import io.softlanding.lock.Lease;
import io.softlanding.lock.LeaseRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;

/**
 * Shelves that one instance at a time counts. Its counts are acknowledged from memory, so
 * it keeps the lease of a shelf for as long as it lives; the drain writes the counts down
 * before it gives the leases back, and whoever counts next begins with them.
 */
@Service
@Profile("lab")
class LabShelves {

	private static final Duration TTL = Duration.ofSeconds(5);

	/** Guarded by this. */
	private final Map<String, Lease> held = new HashMap<>();

	private final WriteBehindCache<String, Long> stock;

	private final LeaseRegistry leases;

	LabShelves(WriteBehindCache<String, Long> stock, LeaseRegistry leases) {
		this.stock = stock;
		this.leases = leases;
	}

	/**
	 * Counts a shelf.
	 * @return whether it was this instance's to count
	 */
	boolean count(String sku, long quantity) throws InterruptedException {
		if (!ours(sku)) {
			return false;
		}
		this.stock.put(sku, quantity);
		return true;
	}

	private synchronized boolean ours(String sku) throws InterruptedException {
		Lease lease = this.held.get(sku);
		if (lease != null && !lease.lost()) {
			return true;
		}
		Lease acquired = this.leases.tryAcquire("shelf:" + sku, TTL, Duration.ZERO);
		if (acquired == null) {
			return false;
		}
		// Somebody else may have counted since this instance has read it.
		this.stock.evict(sku);
		this.held.put(sku, acquired);
		return true;
	}

	@Nullable Long counted(String sku) {
		return this.stock.get(sku, Long.class);
	}

}
