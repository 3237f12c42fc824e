/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Checker}.
 */
class CheckerTests {

	private static final long NOW = Duration.ofHours(1).toNanos();

	/** Milliseconds before now, and where the probe came from. */
	private final TreeMap<Long, Integer> probes = new TreeMap<>((one, other) -> Long.compare(other, one));

	@Test
	void oneClientHasOneInterval() {
		probes(5000, 100, 0);
		assertThat(intervals()).containsExactly(5000L);
	}

	@ParameterizedTest
	@CsvSource({ "2000, 2000, 500", "2000, 2000, 700", "5000, 5000, 100", "1000, 5000, 300", "500, 5000, 200",
			"2000, 3000, 100" })
	void twoClientsUnderOneNameAreToldApart(long one, long other, long offset) {
		probes(one, 0, 0);
		probes(other, offset, 0);
		assertThat(intervals()).containsExactlyInAnyOrder(one, other);
	}

	@Test
	void twoClientsThatAlternateAreToldApartByTheirConnections() {
		probes(2000, 0, 4711);
		probes(2000, 1000, 4712);
		assertThat(intervals()).containsExactly(2000L, 2000L);
	}

	@Test
	void aClientThatIsLateNowAndThenIsOne() {
		Random random = new Random(7);
		for (int i = 0; i < 40; i++) {
			this.probes.put(i * 1000L + random.nextInt(80), 0);
		}
		assertThat(find()).singleElement().satisfies((checker) -> assertThat(millis(checker)).isBetween(900L, 1100L));
	}

	@ParameterizedTest
	@CsvSource({ "150, 0", "240, 0", "300, 0", "300, 300", "600, 600" })
	void aClientThatWasLateOnceIsOne(long late, long later) {
		for (long i = 0; i < 30; i++) {
			this.probes.put(i * 500 - ((i == 4) ? late : 0) - ((i < 4) ? later : 0) + 1000, 0);
		}
		assertThat(intervals()).containsExactly(500L);
	}

	@Test
	void requestsOfOthersUnderItsNameAreNotIts() {
		probes(2000, 300, 0);
		for (long i = 0; i < 5; i++) {
			this.probes.put(1000 + i * i, 0);
		}
		assertThat(intervals()).contains(2000L);
		assertThat(find()).allMatch((checker) -> millis(checker) == 2000 || millis(checker) < 20);
	}

	@Test
	void aClientThatHasMissedProbesIsGone() {
		probes(1000, 4100, 0);
		assertThat(find()).isEmpty();
	}

	@Test
	void refusalsInQuickSuccessionAreOne() {
		List<Long> nanos = List.of(0L, 1000L, 2000L, 2001L, 2002L, 3000L);
		Checker.Answers answers = new Checker.Answers(nanos.stream().mapToLong((at) -> at * 1_000_000).toArray(),
				new int[6], new boolean[] { false, false, true, true, true, true });
		assertThat(Checker.find(answers, 3_000_000_000L)).extracting(Checker::refusals).containsExactly(2);
	}

	private void probes(long interval, long last, int port) {
		for (long i = 0; i * interval + last < 20_000; i++) {
			this.probes.put(i * interval + last, port);
		}
	}

	private List<Long> intervals() {
		return find().stream().map(CheckerTests::millis).toList();
	}

	private static long millis(Checker checker) {
		return Duration.ofNanos(checker.intervalNanos()).toMillis();
	}

	private List<Checker> find() {
		List<Long> kept = this.probes.keySet().stream().skip(Math.max(0, this.probes.size() - 40)).toList();
		return Checker.find(new Checker.Answers(kept.stream().mapToLong((before) -> NOW - before * 1_000_000).toArray(),
				kept.stream().mapToInt(this.probes::get).toArray(), new boolean[IntStream.of(kept.size()).sum()]), NOW);
	}

}
