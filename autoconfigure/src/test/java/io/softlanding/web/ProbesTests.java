/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.inflight.ManagementRequests.Kind;
import io.softlanding.time.ManualClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Probes}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProbesTests {

	static final String READINESS = "/actuator/health/readiness";

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
	void aProberWhoseFirstAnswerIsSlowIsWarnedOfAtItsThirdProbe(CapturedOutput output) {
		probe("10.0.0.9", 1, Duration.ofSeconds(45));
		probe("10.0.0.9", 2, Duration.ofSeconds(30));
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
	void aBalancerHasNotLeftBecauseTheProcessStoodStill() {
		probe("10.0.0.1", 5, Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(20));
		this.probes.paused(Duration.ofSeconds(20).toNanos());
		assertThat(this.probes.unaware()).hasSize(1);
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
	void forwardedProbesAreIgnored() {
		for (String header : List.of("X-Forwarded-For", "Forwarded", "Via")) {
			this.probes.answered(this.probes.arrived(Kind.PROBE, "10.0.0.1", 0, "agent", READINESS, header::equals),
					200);
		}
		assertThat(this.probes.recent()).isFalse();
		assertThat(this.probes.status()).containsEntry("known", 0);
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

	static void answered(Probes probes, Kind kind, @Nullable String address, int port, @Nullable String agent,
			String path, int status) {
		probes.answered(probes.arrived(kind, address, port, agent, path, (header) -> false), status);
	}

	private List<Object> kinds() {
		return kinds(this.probes);
	}

	static List<Object> kinds(Probes probes) {
		return shown(probes).stream().map((prober) -> prober.get("kind")).toList();
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> shown(Probes probes) {
		return (List<Map<String, Object>>) probes.status().get("most");
	}

}
