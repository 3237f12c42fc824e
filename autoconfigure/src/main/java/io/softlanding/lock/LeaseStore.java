/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainPass;

/**
 * Server that keeps leases. If a method throws, the outcome of the request is unknown.
 */
interface LeaseStore {

	/** The name of a server that has all leases. */
	String ONLY_SERVER = "";

	/**
	 * Returns whether a look of the drain is the last at which the server can be asked.
	 */
	default boolean isLast(DrainPass pass) {
		return pass != DrainPass.FIRST;
	}

	/** Groups leases by their server. Different servers can be asked at the same time. */
	default Map<String, List<HeldLease>> byServer(List<HeldLease> leases) {
		return Map.of(ONLY_SERVER, leases);
	}

	/** Asks for a lease once. */
	Answer acquire(String name, String token, Duration ttl);

	/** Makes leases last for their time to live from now on. */
	List<Boolean> renew(List<HeldLease> leases);

	/** Frees leases, each only if its token still holds it. */
	List<Found> release(List<HeldLease> leases);

	/** Looks whether leases are held. */
	List<Boolean> held(List<HeldLease> leases);

	/**
	 * What came of asking.
	 *
	 * @param fencingToken the fencing token, or 0 if another holds it
	 * @param heldFor how long another holds it if it does nothing
	 */
	record Answer(long fencingToken, Duration heldFor) {

		boolean acquired() {
			return this.fencingToken > 0;
		}

	}

	/** What was there to be freed. */
	enum Found {

		/** It was ours and is free now. */
		OURS,

		/** It was free. */
		NOBODYS,

		/** Another holder has it, and still does after the request. */
		ANOTHERS

	}

}
