/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measured durations.
 */
final class Durations {

	private final List<Duration> measured = new ArrayList<>();

	void add(Duration duration) {
		this.measured.add(duration);
	}

	void addNanos(long nanos) {
		add(Duration.ofNanos(nanos));
	}

	int count() {
		return this.measured.size();
	}

	double medianMillis() {
		List<Duration> sorted = sorted();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? millis(sorted.get(middle))
				: (millis(sorted.get(middle - 1)) + millis(sorted.get(middle))) / 2;
	}

	String median() {
		return text(medianMillis());
	}

	String min() {
		return text(millis(sorted().get(0)));
	}

	String max() {
		return text(millis(sorted().get(this.measured.size() - 1)));
	}

	private List<Duration> sorted() {
		return this.measured.stream().sorted().toList();
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	static String text(double millis) {
		return (Math.abs(millis) < 1000) ? String.format(Locale.ROOT, "%.2f ms", millis)
				: String.format(Locale.ROOT, "%.2f s", millis / 1000);
	}

}
