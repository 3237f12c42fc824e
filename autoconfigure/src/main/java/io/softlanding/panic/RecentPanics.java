/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The 256 fingerprints seen last.
 */
final class RecentPanics {

	static final int MOST = 256;

	private final Map<String, Known> byFingerprint = new ConcurrentHashMap<>();

	Known get(String fingerprint, Function<String, Known> creator) {
		Known known = this.byFingerprint.get(fingerprint);
		return (known != null) ? known : create(fingerprint, creator);
	}

	private synchronized Known create(String fingerprint, Function<String, Known> creator) {
		if (!this.byFingerprint.containsKey(fingerprint) && this.byFingerprint.size() >= MOST) {
			this.byFingerprint.values()
				.stream()
				.min(Comparator.comparingLong((known) -> known.lastMillis))
				.ifPresent((oldest) -> this.byFingerprint.remove(oldest.fingerprint));
		}
		return this.byFingerprint.computeIfAbsent(fingerprint, creator);
	}

	/** Returns all of them, the latest first. */
	List<Panic> snapshot(PanicDetails.Settings settings) {
		return this.byFingerprint.values()
			.stream()
			.map((known) -> known.snapshot(settings, true))
			.sorted(Comparator.comparing(Panic::lastSeen).reversed())
			.toList();
	}

	/**
	 * The errors with one fingerprint. Many threads write to it: of two errors at the
	 * same time, either may be the latest.
	 */
	static final class Known {

		private final String fingerprint;

		private final String type;

		private final List<String> causes;

		private final long firstMillis;

		private final LongAdder count = new LongAdder();

		private volatile PanicSource source;

		private volatile PanicSeverity severity;

		private volatile PanicLocation place;

		private volatile @Nullable String message;

		private volatile long lastMillis;

		private volatile List<String> stack = List.of();

		private boolean stackKnown;

		private long stackMillis;

		Known(String fingerprint, PanicSource source, String type, List<String> causes, PanicSeverity severity,
				PanicLocation place, long nowMillis) {
			this.fingerprint = fingerprint;
			this.source = source;
			this.type = type;
			this.causes = causes;
			this.severity = severity;
			this.place = place;
			this.firstMillis = nowMillis;
			this.lastMillis = nowMillis;
		}

		void count(long nowMillis) {
			this.count.increment();
			this.lastMillis = nowMillis;
		}

		void seen(PanicSeverity severity, PanicSource source, PanicLocation place, @Nullable String message) {
			this.severity = severity;
			this.source = source;
			this.place = place;
			this.message = message;
		}

		/** Returns {@code true} once in each window. */
		synchronized boolean wantsStack(long nowMillis, long windowMillis) {
			if (this.stackKnown && nowMillis - this.stackMillis < windowMillis) {
				return false;
			}
			this.stackKnown = true;
			this.stackMillis = nowMillis;
			return true;
		}

		void stack(List<String> stack) {
			this.stack = stack;
		}

		Panic snapshot(PanicDetails.Settings settings, boolean withStack) {
			PanicLocation place = this.place;
			return new Panic(this.fingerprint, this.severity, this.source, this.type, this.causes, this.message,
					Instant.ofEpochMilli(this.firstMillis), Instant.ofEpochMilli(this.lastMillis), this.count.sum(),
					place.route(), place.thread(), place.transaction(), place.traceId(), settings.service(),
					settings.instance(), withStack ? this.stack : List.of());
		}

	}

}
