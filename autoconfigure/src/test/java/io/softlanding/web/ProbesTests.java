package io.softlanding.web;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Probes}.
 */
class ProbesTests {

	private final FakeClock clock = new FakeClock(30_000_000_000L);

	private final Probes probes = new Probes(this.clock);

	@Test
	void nobodyHasAskedAtFirst() {
		assertThat(this.probes.recent()).isFalse();
	}

	@Test
	void aProbeIsRecentForAMinute() {
		this.probes.seen();
		assertThat(this.probes.recent()).isTrue();
		this.clock.advance(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.probes.recent()).isTrue();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.probes.recent()).isFalse();
		this.probes.seen();
		assertThat(this.probes.recent()).isTrue();
	}

}
