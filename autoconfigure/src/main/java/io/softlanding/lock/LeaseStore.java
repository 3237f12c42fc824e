/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainLook;

/**
 * The server that leases are held on. Every method throws what the access to it throws;
 * what has become of the request is then unknown.
 */
interface LeaseStore {

	/** The name of a server that has all leases. */
	String ONLY_SERVER = "";

	/**
	 * Returns whether a look of the drain is the last at which the server can be asked.
	 * @param look which look
	 */
	default boolean isLast(DrainLook look) {
		return look != DrainLook.FIRST;
	}

	/**
	 * Sorts leases by the server that has them. Those of one server can be asked for
	 * together, and those of different ones at the same time.
	 * @param leases any leases
	 * @return them by the name of the server
	 */
	default Map<String, List<HeldLease>> byServer(List<HeldLease> leases) {
		return Map.of(ONLY_SERVER, leases);
	}

	/**
	 * Asks for a lease once.
	 * @param name its name
	 * @param token the holder, never used before
	 * @param ttl for how long
	 * @return the fencing token, or how long another holder has it
	 */
	Answer acquire(String name, String token, Duration ttl);

	/**
	 * Makes leases last for their time to live from now on.
	 * @param leases what is held
	 * @return for each whether it was still held by its token
	 */
	List<Boolean> renew(List<HeldLease> leases);

	/**
	 * Frees leases, each only if its token still holds it.
	 * @param leases what is held
	 * @return what was found, for each
	 */
	List<Found> release(List<HeldLease> leases);

	/**
	 * Looks whether leases are held.
	 * @param leases what was held
	 * @return for each whether its token holds it
	 */
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
