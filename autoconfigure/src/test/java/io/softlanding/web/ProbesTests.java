package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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

	private final FakeClock clock = new FakeClock(30_000_000_000L);

	private final Probes probes = new Probes(this.clock,
			new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10), 3));

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
	void theKubeletIsNoBalancer() {
		for (int i = 0; i < 5; i++) {
			this.probes.answered("10.0.0.1", "kube-probe/1.31", false);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.probes.unaware()).isEmpty();
		assertThat(this.probes.recent()).isTrue();
		assertThat(kinds()).containsExactly("kubelet");
	}

	@Test
	void aMonitorIsWarnedOfOnceAndLongBefore(CapturedOutput output) {
		probe("10.0.0.9", 2, Duration.ofSeconds(60));
		assertThat(output).doesNotContain("monitor");
		probe("10.0.0.9", 5, Duration.ofSeconds(60));
		assertThat(output.getAll().lines().filter((line) -> line.contains("monitor"))).singleElement()
			.asString()
			.contains("WARN", "10.0.0.9 (agent) asks for readiness every 60s: 3 answers do not fit into",
					"softlanding.web.quiet-period.max, 10s", "set softlanding.web.quiet-period.max to 181s or more");
		assertThat(kinds()).containsExactly("monitor");
	}

	@Test
	void aBalancerThatPausedOnceIsNoMonitor(CapturedOutput output) {
		probe("10.0.0.1", 3, Duration.ofSeconds(1));
		this.clock.advance(Duration.ofSeconds(90));
		probe("10.0.0.1", 1, Duration.ofSeconds(1));
		assertThat(output).doesNotContain("monitor");
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
	void aBalancerHasNotLeftBecauseSomebodyOfItsNameAskedMoreOften() {
		probe("10.0.0.1", 10, Duration.ofMillis(20));
		probe("10.0.0.1", 2, Duration.ofSeconds(3));
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (agent)");
	}

	@Test
	void balancersOfOneAddressAreToldApartByTheirNames() {
		this.probes.answered("10.0.0.1", "a", false);
		this.probes.answered("10.0.0.1", "b", false);
		assertThat(this.probes.unaware()).containsExactly("10.0.0.1 (a)", "10.0.0.1 (b)");
	}

	@Test
	void anAnswerThatIsNotRefusedBeginsTheCountAnew() {
		refuse("a", 2);
		probe("a", 1, Duration.ofSeconds(1));
		refuse("a", 2);
		assertThat(this.probes.aware()).isEmpty();
		refuse("a", 1);
		assertThat(this.probes.aware()).hasSize(1);
		assertThat(this.probes.unaware()).isEmpty();
	}

	@Test
	void anInstanceThatIsResumedBeginsAnew() {
		this.probes.announce();
		probe("a", 3, Duration.ofSeconds(1));
		assertThat(this.probes.neverRefused()).hasSize(1);
		this.probes.resume();
		assertThat(this.probes.neverRefused()).isEmpty();
		probe("a", 3, Duration.ofSeconds(1));
		assertThat(this.probes.neverRefused()).isEmpty();
	}

	@Test
	void aThousandAddressesDoNotMakeABalancerForgotten() {
		probe("balancer", 3, Duration.ofSeconds(2));
		for (int i = 0; i < 1000; i++) {
			this.probes.answered("10.1.0." + i, "scanner" + "x".repeat(1000), false);
		}
		assertThat(this.probes.status()).containsEntry("known", Probes.MOST_PROBERS);
		assertThat((List<?>) this.probes.status().get("most")).hasSize(20);
		assertThat(this.probes.unaware()).hasSize(Probes.MOST_PROBERS).contains("balancer (agent)");
		assertThat(this.probes.unaware()).allMatch((name) -> name.length() < 200);
	}

	@Test
	void manyMonitorsAreNotManyWarnings(CapturedOutput output) {
		for (int i = 0; i < 50; i++) {
			probe("10.0.0." + i, 3, Duration.ofSeconds(60));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("monitor"))).hasSize(10);
	}

	@Test
	void whatTheyCallThemselvesCannotForgeALine() {
		this.probes.answered(null, "a\nb\u001b[31m", false);
		assertThat(this.probes.unaware()).containsExactly("unknown (a?b?[31m)");
		this.probes.answered(null, null, false);
		assertThat(this.probes.unaware()).contains("unknown (unknown)");
	}

	@Test
	void nobodyIsWaitedForWhenThatIsSwitchedOff(CapturedOutput output) {
		for (QuietPeriod period : List.of(
				new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10), 0),
				new QuietPeriod(Duration.ZERO, Duration.ZERO, Duration.ZERO, 3))) {
			Probes none = new Probes(this.clock, period);
			for (int i = 0; i < 5; i++) {
				none.answered("a", "b", false);
				this.clock.advance(Duration.ofSeconds(60));
			}
			none.answered("a", "b", false);
			assertThat(none.unaware()).isEmpty();
		}
		assertThat(output).doesNotContain("monitor");
	}

	private void probe(String address, int times, Duration interval) {
		for (int i = 0; i < times; i++) {
			this.probes.answered(address, "agent", false);
			this.clock.advance(interval);
		}
	}

	private void refuse(String address, int times) {
		for (int i = 0; i < times; i++) {
			this.probes.answered(address, "agent", true);
			this.clock.advance(Duration.ofSeconds(1));
		}
	}

	@SuppressWarnings("unchecked")
	private List<Object> kinds() {
		return ((List<Map<String, Object>>) this.probes.status().get("most")).stream()
			.map((prober) -> prober.get("kind"))
			.toList();
	}

}
