/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Number of uncaught errors since the start, by severity and source.
 */
final class PanicCounts {

	private static final int SOURCES = PanicSource.values().length;

	private final LongAdder[] counts = new LongAdder[PanicSeverity.values().length * SOURCES];

	PanicCounts() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	void add(PanicSeverity severity, PanicSource source) {
		counter(severity, source).increment();
	}

	long of(PanicSeverity severity, PanicSource source) {
		return counter(severity, source).sum();
	}

	/** Returns the number of all errors that are not ignored. */
	long total() {
		long total = 0;
		for (PanicSeverity severity : PanicSeverity.values()) {
			total += (severity != PanicSeverity.IGNORED) ? total(severity) : 0;
		}
		return total;
	}

	long total(PanicSeverity severity) {
		long total = 0;
		for (PanicSource source : PanicSource.values()) {
			total += of(severity, source);
		}
		return total;
	}

	Map<String, Object> bySeverity() {
		Map<String, Object> sums = new LinkedHashMap<>();
		for (PanicSeverity severity : PanicSeverity.values()) {
			sums.put(severity.text(), total(severity));
		}
		return sums;
	}

	private LongAdder counter(PanicSeverity severity, PanicSource source) {
		return this.counts[severity.ordinal() * SOURCES + source.ordinal()];
	}

}
