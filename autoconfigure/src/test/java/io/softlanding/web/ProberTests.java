/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.softlanding.inflight.ManagementRequests.Kind;
import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Prober}, as {@link Probes} waits for it: several clients under one
 * name, and Kubernetes.
 */
class ProberTests {

	private static final String LIVENESS = "/actuator/health/liveness";

	private final ManualClock clock = new ManualClock(30_000_000_000L);

	private final Probes probes = newProbes();

	private Probes newProbes() {
		return new Probes(this.clock, TestArrivals.period(), HealthPaths.UNKNOWN, () -> Duration.ofMinutes(1));
	}

	@Test
	void theKubeletIsNoBalancerOfAPodThatIsDeleted() {
		kubelet(Kind.PROBE, 200, 5);
		this.probes.announce(false);
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(this.probes.recent()).isTrue();
		assertThat(ProbesTests.kinds(this.probes)).containsExactly("kubelet");
	}

	@Test
	void theKubeletIsWaitedForWhereOnlyItsRefusalsCount() {
		kubelet(Kind.PROBE, 200, 5);
		this.probes.announce(true);
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (kube-probe/1.31)");
		assertThat(this.probes.isKubeletUnaware()).isTrue();
		kubelet(Kind.PROBE, 503, 3);
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(this.probes.isKubeletUnaware()).isFalse();
	}

	@Test
	void theKubeletIsWaitedForWhenItRestartsTheContainer() {
		kubelet(Kind.PROBE, 200, 3);
		kubelet(Kind.LIVENESS, 503, 1);
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).isTrue();
		kubelet(Kind.LIVENESS, 200, 1);
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).isFalse();
	}

	@Test
	void theKubeletIsWaitedForWhenItsLivenessProbeHasTimedOut() {
		kubelet(Kind.PROBE, 200, 3);
		Probe hanging = this.probes.arrived(Kind.LIVENESS, "10.0.0.1", 0, "kube-probe/1.31", LIVENESS,
				(header) -> false);
		this.clock.advance(Duration.ofMillis(900));
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).as("in time").isFalse();
		this.clock.advance(Duration.ofMillis(100));
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).as("unanswered").isTrue();
		this.probes.answered(hanging, 200);
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).as("answered late").isTrue();
		kubelet(Kind.LIVENESS, 200, 1);
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).as("answered in time").isFalse();
	}

	@Test
	void theKubeletIsWaitedForWhenAnEarlierLivenessProbeStillHangs() {
		kubelet(Kind.PROBE, 200, 3);
		this.probes.arrived(Kind.LIVENESS, "10.0.0.1", 0, "kube-probe/1.31", LIVENESS, (header) -> false);
		this.clock.advance(Duration.ofSeconds(2));
		this.probes.arrived(Kind.LIVENESS, "10.0.0.1", 0, "kube-probe/1.31", LIVENESS, (header) -> false);
		this.probes.announce(false);
		assertThat(this.probes.isKubeletUnaware()).isTrue();
	}

	@Test
	void livenessProbesAreNoProbesOfReadiness() {
		kubelet(Kind.LIVENESS, 200, 3);
		assertThat(this.probes.recent()).isFalse();
	}

	@Test
	void aBalancerThatHasJustBegunToProbeIsWaitedFor() {
		probe("10.0.0.1", 2, Duration.ofSeconds(2));
		assertThat(this.probes.unaware()).hasSize(1);
		this.probes.announce(false);
		refuse("10.0.0.1", 2, Duration.ofSeconds(2));
		assertThat(this.probes.unaware()).hasSize(1);
		refuse("10.0.0.1", 1, Duration.ZERO);
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void aClientThatHasProbedTwiceAndNotAgainHasGoneSoon() {
		probe("10.0.0.1", 2, Duration.ofSeconds(2));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.probes.unaware()).hasSize(1);
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void answersThatAreLateDoNotMakeABalancerSlower() {
		for (int i = 0; i < 40; i++) {
			Probe probe = this.probes.arrived(Kind.PROBE, "10.0.0.1", 0, "agent", ProbesTests.READINESS,
					(header) -> false);
			Duration late = (i % 4 == 0) ? Duration.ofMillis(200) : Duration.ZERO;
			this.clock.advance(late);
			this.probes.answered(probe, 200);
			this.clock.advance(Duration.ofMillis(500).minus(late));
		}
		assertThat(ProbesTests.shown(this.probes)).singleElement()
			.satisfies((prober) -> assertThat(prober).containsEntry("every", Duration.ofMillis(500))
				.doesNotContainKey("clients"));
	}

	@Test
	void clientsThatAlternateAreToldApartByTheirConnections() {
		for (int i = 0; i < 20; i++) {
			ProbesTests.answered(this.probes, Kind.PROBE, "10.0.0.1", 4711 + i % 2, "agent", ProbesTests.READINESS,
					200);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(ProbesTests.shown(this.probes)).singleElement()
			.satisfies((prober) -> assertThat(prober).containsEntry("every", Duration.ofSeconds(2))
				.containsEntry("clients", 2));
	}

	@Test
	void aBalancerHasNotLeftBecauseAnotherOfItsNameAskedMoreOften() {
		probe("10.0.0.1", 10, Duration.ofMillis(20));
		probe("10.0.0.1", 2, Duration.ofSeconds(3));
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (agent)");
	}

	@Test
	void aClientThatAsksThroughTheBalancerDoesNotMakeItAware() {
		probe("10.0.0.1", 4, Duration.ofSeconds(2));
		probe("10.0.0.1", 1, Duration.ofMillis(700));
		this.probes.announce(false);
		for (int i = 0; i < 20; i++) {
			ProbesTests.answered(this.probes, "10.0.0.1", "agent", 503);
			this.clock.advance(Duration.ofMillis(i));
		}
		assertThat(this.probes.unaware()).isNotEmpty();
		this.clock.advance(Duration.ofMillis(1110));
		refuse("10.0.0.1", 2, Duration.ofSeconds(2));
		assertThat(this.probes.unaware()).isNotEmpty();
		refuse("10.0.0.1", 1, Duration.ZERO);
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void bothCheckersOfOneNameAreRefusedOftenEnough() {
		for (int i = 0; i < 4; i++) {
			probe("10.0.0.1", 1, Duration.ofMillis(500));
			probe("10.0.0.1", 1, Duration.ofMillis(1500));
		}
		this.probes.announce(false);
		for (int i = 0; i < 2; i++) {
			refuse("10.0.0.1", 1, Duration.ofMillis(500));
			refuse("10.0.0.1", 1, Duration.ofMillis(1500));
		}
		refuse("10.0.0.1", 2, Duration.ZERO);
		assertThat(this.probes.unaware()).hasSize(1);
		this.clock.advance(Duration.ofSeconds(2));
		refuse("10.0.0.1", 1, Duration.ZERO);
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(ProbesTests.shown(this.probes)).singleElement()
			.satisfies((prober) -> assertThat(prober).containsEntry("clients", 2));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 6 })
	void eachOfSeveralClientsUnderOneNameIsRefusedOftenEnough(int clients) {
		Random random = new Random(clients);
		for (int run = 0; run < 50; run++) {
			List<Integer> phases = random.ints(0, 2000).distinct().limit(clients).sorted().boxed().toList();
			assertThat(refusalsUntilAware(phases)).as("refusals of clients at %s of 2000 ms", phases)
				.allSatisfy((refusals) -> assertThat(refusals).isBetween(3, (clients == 1) ? 3 : 4));
		}
	}

	private List<Integer> refusalsUntilAware(List<Integer> phases) {
		Probes probes = newProbes();
		Integer[] refusals = phases.stream().map((phase) -> 0).toArray(Integer[]::new);
		long start = this.clock.nanoTime();
		for (int round = 0; round < 20; round++) {
			for (int client = 0; client < refusals.length; client++) {
				this.clock.advance(Duration.ofMillis(round * 2000 + phases.get(client)).minus(this.clock.since(start)));
				ProbesTests.answered(probes, "10.0.0.1", "agent", (round < 10) ? 200 : 503);
				if (round >= 10) {
					probes.announce(false);
					refusals[client]++;
					if (probes.unaware().isEmpty()) {
						return List.of(refusals);
					}
				}
			}
		}
		throw new AssertionError("Never aware: " + Arrays.toString(refusals));
	}

	private void probe(String address, int times, Duration interval) {
		for (int i = 0; i < times; i++) {
			ProbesTests.answered(this.probes, address, "agent", 200);
			this.clock.advance(interval);
		}
	}

	private void refuse(String address, int times, Duration interval) {
		for (int i = 0; i < times; i++) {
			ProbesTests.answered(this.probes, address, "agent", 503);
			this.clock.advance(interval);
		}
	}

	private void kubelet(Kind kind, int status, int times) {
		for (int i = 0; i < times; i++) {
			this.clock.advance(Duration.ofSeconds(1));
			ProbesTests.answered(this.probes, kind, "10.0.0.1", 0, "kube-probe/1.31", ProbesTests.READINESS, status);
		}
	}

}
