/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The fingerprints seen last, 256 at most: a new one takes the place of the one that was
 * not seen for the longest time.
 */
final class KnownPanics {

	static final int MOST = 256;

	private final Map<String, KnownPanic> byFingerprint = new ConcurrentHashMap<>();

	KnownPanic get(String fingerprint, Function<String, KnownPanic> creator) {
		KnownPanic known = this.byFingerprint.get(fingerprint);
		return (known != null) ? known : create(fingerprint, creator);
	}

	private synchronized KnownPanic create(String fingerprint, Function<String, KnownPanic> creator) {
		KnownPanic known = this.byFingerprint.get(fingerprint);
		if (known != null) {
			return known;
		}
		if (this.byFingerprint.size() >= MOST) {
			this.byFingerprint.entrySet()
				.stream()
				.min(Comparator.comparingLong((entry) -> entry.getValue().lastMillis()))
				.ifPresent((oldest) -> this.byFingerprint.remove(oldest.getKey()));
		}
		KnownPanic created = creator.apply(fingerprint);
		this.byFingerprint.put(fingerprint, created);
		return created;
	}

	int size() {
		return this.byFingerprint.size();
	}

	/** The latest first. */
	List<Panic> snapshot(Origin origin) {
		return this.byFingerprint.values()
			.stream()
			.map((known) -> known.snapshot(origin, true))
			.sorted(Comparator.comparing(Panic::lastSeen).reversed())
			.toList();
	}

}
