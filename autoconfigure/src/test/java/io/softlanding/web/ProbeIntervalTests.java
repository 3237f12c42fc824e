/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeInterval}.
 */
class ProbeIntervalTests {

	private static final long LENGTH = 60_000;

	private final List<Long> probes = new ArrayList<>();

	@Test
	void oneClientHasOneInterval() {
		probes(5000, 100);
		assertThat(learnt()).isEqualTo(new ProbeInterval(Duration.ofSeconds(5).toNanos(), 1));
	}

	@Test
	void oneProbeHasNoInterval() {
		this.probes.add(0L);
		assertThat(learnt()).isEqualTo(new ProbeInterval(0, 1));
	}

	@Test
	void twoProbesHaveAnInterval() {
		this.probes.addAll(List.of(0L, 700L));
		assertThat(learnt()).isEqualTo(new ProbeInterval(Duration.ofMillis(700).toNanos(), 1));
	}

	@ParameterizedTest
	@CsvSource({ "2000, 2000, 500", "2000, 2000, 700", "2000, 2000, 950", "5000, 5000, 100", "1000, 5000, 300",
			"500, 5000, 200" })
	void ofTwoClientsUnderOneNameTheSlowerCounts(long one, long other, long offset) {
		probes(one, 0);
		probes(other, offset);
		assertThat(millis()).isEqualTo(Math.max(one, other));
		assertThat(learnt().isOfOne()).isFalse();
	}

	@Test
	void clientsWhoseIntervalsAreNoMultiplesHaveTheIntervalAfterWhichTheyMeetAgain() {
		probes(2000, 0);
		probes(3000, 100);
		assertThat(millis()).isEqualTo(6000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 5, 8 })
	void severalClientsOfOneIntervalAreNotTakenForFasterOnes(int clients) {
		Random random = new Random(clients);
		for (int run = 0; run < 100; run++) {
			this.probes.clear();
			for (int client = 0; client < clients; client++) {
				probes(2000, random.nextInt(2000));
			}
			assertThat(learnt()).isEqualTo(new ProbeInterval(Duration.ofSeconds(2).toNanos(), clients));
		}
	}

	@Test
	void clientsThatProbeOneAfterTheOtherAreNotOneThatPauses() {
		for (int client = 0; client < 10; client++) {
			probes(2000, client * 100);
		}
		assertThat(millis()).isEqualTo(2000);
	}

	@Test
	void aClientThatIsLateNowAndThenIsOne() {
		Random random = new Random(7);
		for (int i = 0; i < 40; i++) {
			this.probes.add(i * 1000L + random.nextInt(80));
		}
		assertThat(millis()).isBetween(900L, 1100L);
		assertThat(learnt().isOfOne()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "150, 0", "240, 0", "300, 0", "300, 300", "600, 600" })
	void aClientThatWasLateOnceIsOne(long late, long later) {
		for (long i = 0; i < 30; i++) {
			this.probes.add(i * 500 + ((i == 25) ? late : 0) + ((i > 25) ? later : 0));
		}
		assertThat(learnt()).isEqualTo(new ProbeInterval(Duration.ofMillis(500).toNanos(), 1));
	}

	@Test
	void requestsOfOthersUnderItsNameDoNotMakeAClientFaster() {
		probes(2000, 300);
		for (long i = 0; i < 5; i++) {
			this.probes.add(50_000 + i * i);
		}
		assertThat(millis()).isEqualTo(2000);
	}

	private void probes(long interval, long first) {
		for (long at = first; at < LENGTH; at += interval) {
			this.probes.add(at);
		}
	}

	private long millis() {
		return Duration.ofNanos(learnt().nanos()).toMillis();
	}

	private ProbeInterval learnt() {
		long[] times = this.probes.stream().sorted().mapToLong((at) -> at * 1_000_000).toArray();
		return ProbeInterval.of(times);
	}

}
