/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many panics there were since the start, by severity and source.
 */
final class PanicCounts {

	private final Map<PanicSeverity, Map<PanicSource, LongAdder>> counts = new EnumMap<>(PanicSeverity.class);

	PanicCounts() {
		for (PanicSeverity severity : PanicSeverity.values()) {
			Map<PanicSource, LongAdder> bySource = new EnumMap<>(PanicSource.class);
			for (PanicSource source : PanicSource.values()) {
				bySource.put(source, new LongAdder());
			}
			this.counts.put(severity, bySource);
		}
	}

	void add(PanicSeverity severity, PanicSource source) {
		counter(severity, source).increment();
	}

	long of(PanicSeverity severity, PanicSource source) {
		return counter(severity, source).sum();
	}

	/** All panics but those that are ignored. */
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
		this.counts.keySet().forEach((severity) -> sums.put(severity.text(), total(severity)));
		return sums;
	}

	@SuppressWarnings("NullAway") // complete from the start
	private LongAdder counter(PanicSeverity severity, PanicSource source) {
		return this.counts.get(severity).get(source);
	}

}
