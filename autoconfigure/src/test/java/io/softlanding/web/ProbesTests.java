/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.softlanding.inflight.ManagementRequests.Kind;
import io.softlanding.time.ManualClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Probes}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProbesTests {

	private static final String LIVENESS = "/actuator/health/liveness";

	private static final String READINESS = "/actuator/health/readiness";

	private final ManualClock clock = new ManualClock(30_000_000_000L);

	private final Probes probes = probes(TestArrivals.period());

	@Test
	void nobodyHasAskedAtFirst() {
		assertThat(this.probes.recent()).isFalse();
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void aProbeIsRecentForAMinute() {
		probe("a", 1, Duration.ZERO);
		assertThat(this.probes.recent()).isTrue();
		this.clock.advance(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.probes.recent()).isTrue();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.probes.recent()).isFalse();
		probe("a", 1, Duration.ZERO);
		assertThat(this.probes.recent()).isTrue();
	}

	@Test
	void aProberThatIsExpectedBackIsRecentForLonger() {
		probe("a", 3, Duration.ofSeconds(40));
		this.clock.advance(Duration.ofSeconds(70));
		assertThat(this.probes.recent()).isTrue();
	}

	@Test
	void theKubeletIsNoBalancerOfAPodThatIsDeleted() {
		kubelet(Kind.PROBE, 200, 5);
		this.probes.announce(false);
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(this.probes.recent()).isTrue();
		assertThat(kinds()).containsExactly("kubelet");
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
	void aProberWithTooFewRefusalsInTheGracePeriodIsWarnedOfAtItsThirdProbe(CapturedOutput output) {
		probe("10.0.0.9", 2, Duration.ofSeconds(60));
		assertThat(output).doesNotContain("10.0.0.9");
		probe("10.0.0.9", 5, Duration.ofSeconds(60));
		assertThat(lines(output, "10.0.0.9")).singleElement()
			.asString()
			.contains("WARN", "10.0.0.9 (agent) probes readiness every 60s. 3 refusals take 180s, but a quiet period "
					+ "has 10s.", "softlanding.drain.grace-period", "softlanding.web.quiet-period.monitors");
		assertThat(kinds()).containsExactly("balancer");
		assertThat(this.probes.unaware()).containsExactly("10.0.0.9 (agent)");
	}

	@Test
	void aProberThatBecomesRegularLaterIsWarnedOfThen(CapturedOutput output) {
		for (int gap : new int[] { 1, 7, 2, 11 }) {
			probe("10.0.0.9", 1, Duration.ofSeconds(gap));
		}
		assertThat(output).doesNotContain("10.0.0.9");
		probe("10.0.0.9", 40, Duration.ofSeconds(30));
		assertThat(lines(output, "10.0.0.9")).singleElement().asString().contains("probes readiness every 30s");
	}

	@Test
	void aProberThatBecomesSlowLaterIsWarnedOfThen(CapturedOutput output) {
		probe("10.0.0.9", 10, Duration.ofSeconds(1));
		assertThat(output).doesNotContain("10.0.0.9");
		probe("10.0.0.9", 80, Duration.ofSeconds(30));
		assertThat(lines(output, "10.0.0.9")).hasSize(1);
	}

	@Test
	void aClientThatHasProbedOnceIsNotWaitedFor() {
		probe("10.0.0.1", 1, Duration.ofMillis(1));
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(this.probes.recent()).isTrue();
		assertThat(kinds()).containsExactly("unknown");
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
			Probe probe = this.probes.arrived(Kind.PROBE, "10.0.0.1", 0, "agent", READINESS, (header) -> false);
			Duration late = (i % 4 == 0) ? Duration.ofMillis(200) : Duration.ZERO;
			this.clock.advance(late);
			this.probes.answered(probe, 200);
			this.clock.advance(Duration.ofMillis(500).minus(late));
		}
		assertThat(shown(this.probes)).singleElement()
			.satisfies((prober) -> assertThat(prober).containsEntry("every", Duration.ofMillis(500))
				.doesNotContainKey("clients"));
	}

	@Test
	void aBalancerHasNotLeftBecauseTheProcessStoodStill() {
		probe("10.0.0.1", 5, Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(20));
		this.probes.paused(Duration.ofSeconds(20).toNanos());
		assertThat(this.probes.unaware()).hasSize(1);
	}

	@Test
	void clientsThatAlternateAreToldApartByTheirConnections() {
		for (int i = 0; i < 20; i++) {
			answered(this.probes, Kind.PROBE, "10.0.0.1", 4711 + i % 2, "agent", READINESS, 200);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(shown(this.probes)).singleElement()
			.satisfies((prober) -> assertThat(prober).containsEntry("every", Duration.ofSeconds(2))
				.containsEntry("clients", 2));
	}

	@Test
	void aMonitorThatIsNamedIsNotWaitedForAndNotWarnedOf(CapturedOutput output) {
		Probes probes = probes(new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10), 3, false,
				List.of("10.0.0.9", "uptimerobot/")));
		for (int i = 0; i < 5; i++) {
			answered(probes, "10.0.0.9", "agent", 200);
			answered(probes, "10.1.1.1", "Mozilla/5.0+(compatible; UptimeRobot/2.0)", 200);
			this.clock.advance(Duration.ofSeconds(60));
		}
		assertThat(probes.unaware()).isEmpty();
		assertThat(probes.recent()).isFalse();
		assertThat(probes.anyRegular()).isFalse();
		assertThat(kinds(probes)).containsExactly("monitor", "monitor");
		assertThat(output).doesNotContain("probes readiness");
		answered(probes, "10.0.0.91", "agent", 200);
		answered(probes, "10.0.0.91", "agent", 200);
		assertThat(probes.unaware()).containsExactly("10.0.0.91 (agent)");
	}

	@Test
	void theStatusShowsWhoMakesADrainLong() {
		probe("10.0.0.1", 30, Duration.ofMillis(500));
		probe("10.0.0.2", 3, Duration.ofSeconds(5));
		assertThat(shown(this.probes)).first()
			.satisfies((prober) -> assertThat(prober).containsEntry("from", "10.0.0.2")
				.containsEntry("path", READINESS)
				.containsEntry("every", Duration.ofSeconds(5))
				.containsEntry("drainWaits", Duration.ofSeconds(15)));
	}

	@Test
	void aBalancerThatPausedOnceIsNotWarnedOf(CapturedOutput output) {
		probe("10.0.0.1", 3, Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(90));
		probe("10.0.0.1", 1, Duration.ofSeconds(1));
		assertThat(output).doesNotContain("10.0.0.1");
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (agent)");
	}

	@Test
	void aBalancerHasLeftWhenItMissesSomeOfItsProbes() {
		probe("10.0.0.1", 3, Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(3));
		assertThat(this.probes.unaware()).hasSize(1);
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(kinds()).containsExactly("gone");
	}

	@Test
	void aBalancerHasNotLeftBecauseAnotherOfItsNameAskedMoreOften() {
		probe("10.0.0.1", 10, Duration.ofMillis(20));
		probe("10.0.0.1", 2, Duration.ofSeconds(3));
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (agent)");
	}

	@Test
	void forwardedProbesAreIgnored() {
		for (String header : List.of("X-Forwarded-For", "Forwarded", "Via")) {
			this.probes.answered(this.probes.arrived(Kind.PROBE, "10.0.0.1", 0, "agent", READINESS, header::equals),
					200);
		}
		assertThat(this.probes.recent()).isFalse();
		assertThat(this.probes.status()).containsEntry("known", 0);
	}

	@Test
	void aClientThatAsksThroughTheBalancerDoesNotMakeItAware() {
		probe("10.0.0.1", 4, Duration.ofSeconds(2));
		probe("10.0.0.1", 1, Duration.ofMillis(700));
		this.probes.announce(false);
		for (int i = 0; i < 20; i++) {
			answered(this.probes, "10.0.0.1", "agent", 503);
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
		assertThat(shown(this.probes)).singleElement()
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
		Probes probes = probes(TestArrivals.period());
		Integer[] refusals = phases.stream().map((phase) -> 0).toArray(Integer[]::new);
		long start = this.clock.nanoTime();
		for (int round = 0; round < 20; round++) {
			for (int client = 0; client < refusals.length; client++) {
				this.clock.advance(Duration.ofMillis(round * 2000 + phases.get(client)).minus(this.clock.since(start)));
				answered(probes, "10.0.0.1", "agent", (round < 10) ? 200 : 503);
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

	@Test
	void balancersOfOneAddressAreToldApartByTheirNamesAndPaths() {
		answered(this.probes, "10.0.0.1", "a", 200);
		answered(this.probes, "10.0.0.1", "b", 200);
		answered(this.probes, Kind.PROBE, "10.0.0.1", 0, "b", "/actuator/health", 200);
		answered(this.probes, "10.0.0.1", "a", 200);
		answered(this.probes, "10.0.0.1", "b", 200);
		answered(this.probes, Kind.PROBE, "10.0.0.1", 0, "b", "/actuator/health", 200);
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (a)", "10.0.0.1 (b)", "10.0.0.1 (b)");
	}

	@Test
	void anAnswerThatIsNotRefusedBeginsTheCountAnew() {
		refuse("a", 2, Duration.ofSeconds(1));
		probe("a", 1, Duration.ofSeconds(1));
		refuse("a", 2, Duration.ofSeconds(1));
		assertThat(this.probes.aware()).isEmpty();
		refuse("a", 1, Duration.ofSeconds(1));
		assertThat(this.probes.aware()).hasSize(1);
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void anAnswerWithoutPermissionIsNoRefusal() {
		this.probes.announce(false);
		for (int i = 0; i < 3; i++) {
			answered(this.probes, "a", "agent", 401);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.probes.aware()).isEmpty();
		assertThat(this.probes.neverRefused()).containsExactly("a (agent)");
	}

	@Test
	void aPathThatDoesNotKnowReadinessIsReportedAtItsThirdProbe(CapturedOutput output) {
		Probes probes = new Probes(this.clock, TestArrivals.period(), new HealthPaths() {

			@Override
			public boolean isRefusal(String path, int status) {
				return status == 503;
			}

			@Override
			public boolean knowsReadiness(String path) {
				return false;
			}

		}, () -> Duration.ofMinutes(1));
		for (int i = 0; i < 5; i++) {
			assertThat(lines(output, "do not depend on readiness")).hasSize((i < 3) ? 0 : 1);
			answered(probes, "10.0.0.1", "agent", 200);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(output).contains("10.0.0.1 (agent) probes " + READINESS);
		probes.announce(false);
		assertThat(probes.unaware()).hasSize(1);
		answered(probes, "10.0.0.1", "agent", 200);
		assertThat(probes.unaware()).isEmpty();
		assertThat(probes.neverRefused()).hasSize(1);
	}

	/** The first answers in a drain may come from a cache. */
	@Test
	void aProberThatIsRefusedAfterAllIsWaitedFor() {
		this.probes.announce(false);
		probe("a", 3, Duration.ofSeconds(1));
		refuse("a", 1, Duration.ofSeconds(1));
		assertThat(this.probes.neverRefused()).isEmpty();
		assertThat(this.probes.unaware()).hasSize(1);
	}

	@Test
	void anInstanceThatIsResumedBeginsAnew() {
		this.probes.announce(false);
		probe("a", 3, Duration.ofSeconds(1));
		assertThat(this.probes.neverRefused()).hasSize(1);
		this.probes.resume();
		assertThat(this.probes.neverRefused()).isEmpty();
		probe("a", 3, Duration.ofSeconds(1));
		assertThat(this.probes.neverRefused()).isEmpty();
	}

	@Test
	void aThousandNamesDoNotMakeABalancerForgotten() {
		probe("balancer", 2, Duration.ofSeconds(2));
		for (int i = 0; i < 1000; i++) {
			answered(this.probes, "10.1.0." + i, "scanner" + "x".repeat(1000), 200);
			answered(this.probes, "10.1.0." + i, "scanner" + "x".repeat(1000), 200);
			this.clock.advance(Duration.ofMillis(1));
		}
		assertThat(this.probes.status()).containsEntry("known", Probes.MOST_PROBERS);
		assertThat(shown(this.probes)).hasSize(20);
		assertThat(this.probes.unaware()).contains("balancer (agent)");
		assertThat(this.probes.unaware()).allMatch((name) -> name.length() < 200);
	}

	@Test
	void silentNamesAreForgottenFirst() {
		for (int i = 0; i < Probes.MOST_PROBERS; i++) {
			probe("10.0.0." + i, 1, Duration.ofMillis(200));
		}
		// The first is silent for 12.8s, the newest for 200ms.
		probe("balancer", 1, Duration.ZERO);
		probe("balancer", 1, Duration.ZERO);
		probe("10.0.0.63", 1, Duration.ZERO);
		assertThat(this.probes.unaware()).containsExactly("10.0.0.63 (agent)", "balancer (agent)");
	}

	@Test
	void manySlowProbersAreNotManyWarnings(CapturedOutput output) {
		for (int i = 0; i < 50; i++) {
			probe("10.0.0." + i, 3, Duration.ofSeconds(60));
		}
		assertThat(lines(output, "probes readiness every")).hasSize(10);
	}

	@Test
	void whatTheyCallThemselvesCannotForgeALine() {
		answered(this.probes, null, "a\nb\u001b[31m", 200);
		answered(this.probes, null, "a\nb\u001b[31m", 200);
		assertThat(this.probes.unaware()).containsExactly("unknown (a?b?[31m)");
		answered(this.probes, null, null, 200);
		answered(this.probes, null, null, 200);
		assertThat(this.probes.unaware()).contains("unknown (unknown)");
	}

	@Test
	void noClientIsWaitedForWhenThatIsSwitchedOff() {
		Probes none = probes(
				new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10), 0, false, List.of()));
		for (int i = 0; i < 5; i++) {
			answered(none, "a", "b", 200);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(none.unaware()).isEmpty();
	}

	private Probes probes(QuietPeriod period) {
		return new Probes(this.clock, period, HealthPaths.UNKNOWN, () -> Duration.ofMinutes(1));
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(text)).toList();
	}

	private void kubelet(Kind kind, int status, int times) {
		for (int i = 0; i < times; i++) {
			this.clock.advance(Duration.ofSeconds(1));
			answered(this.probes, kind, "10.0.0.1", 0, "kube-probe/1.31", READINESS, status);
		}
	}

	private void probe(String address, int times, Duration interval) {
		for (int i = 0; i < times; i++) {
			answered(this.probes, address, "agent", 200);
			this.clock.advance(interval);
		}
	}

	private void refuse(String address, int times, Duration interval) {
		for (int i = 0; i < times; i++) {
			answered(this.probes, address, "agent", 503);
			this.clock.advance(interval);
		}
	}

	static void answered(Probes probes, @Nullable String address, @Nullable String agent, int status) {
		answered(probes, Kind.PROBE, address, 0, agent, READINESS, status);
	}

	private static void answered(Probes probes, Kind kind, @Nullable String address, int port, @Nullable String agent,
			String path, int status) {
		probes.answered(probes.arrived(kind, address, port, agent, path, (header) -> false), status);
	}

	private List<Object> kinds() {
		return kinds(this.probes);
	}

	private static List<Object> kinds(Probes probes) {
		return shown(probes).stream().map((prober) -> prober.get("kind")).toList();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> shown(Probes probes) {
		return (List<Map<String, Object>>) probes.status().get("most");
	}

}
