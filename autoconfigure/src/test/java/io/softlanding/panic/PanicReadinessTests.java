/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.report.ReportAutoConfiguration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.readiness.ReadinessGate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PanicReadiness} and {@link ReadinessRule}.
 */
class PanicReadinessTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
			DrainAutoConfiguration.class, ReportAutoConfiguration.class);

	private final ReadinessGate gate = this.context.getBean(ReadinessGate.class);

	private final PanicFixtures fixtures = new PanicFixtures();

	private FleetExchange.@Nullable Fleet fleet;

	private FleetExchange.@Nullable Report told;

	private final FleetExchange.Store shared = (report) -> {
		this.told = report;
		FleetExchange.Fleet fleet = this.fleet;
		if (fleet == null) {
			throw new IllegalStateException("no Redis");
		}
		return fleet;
	};

	private final FleetExchange exchange = new FleetExchange(this.shared, this.fixtures.window, () -> true,
			this.fixtures.clock);

	@AfterEach
	void close() {
		this.context.close();
	}

	@ParameterizedTest
	@CsvSource({ "3, 4, 20, 2, true", "2, 4, 20, 2, false", "3, 3, 20, 2, false", "3, 4, 19, 2, false",
			"3, 4, 20, 1, false" })
	void allConditionsHaveToBeMet(long panics, long failed, long requests, int routes, boolean met) {
		assertThat(
				new PanicReadiness.Rule(3, 20, 20, 2).isMet(new PanicWindow.Counts(panics, failed, requests, routes)))
			.isEqualTo(met);
	}

	@Test
	void aConditionThatIsZeroIsNotLookedAt() {
		assertThat(new PanicReadiness.Rule(1, 0, 0, 0).isMet(new PanicWindow.Counts(1, 0, 1000, 0))).isTrue();
	}

	@Test
	void trafficIsRefusedAtTheNextTickAndComesBackWhenTheWindowIsBelow() {
		PanicReadiness readiness = readiness(PanicProperties.ReadinessMode.ALWAYS, Duration.ofHours(1));
		readiness.tick();
		assertThat(this.gate.reasons()).isEmpty();
		failing();
		readiness.tick();
		assertThat(this.gate.reasons()).containsExactly("panic_rate_high");
		assertThat(status(readiness)).isEqualTo("refused");
		pass(61);
		readiness.tick();
		released();
	}

	@Test
	void trafficComesBackAtTheLatestAfterAWhileThoughNothingIsBetter() {
		PanicReadiness readiness = readiness(PanicProperties.ReadinessMode.ALWAYS, Duration.ofSeconds(30));
		failing();
		readiness.tick();
		pass(29);
		failing();
		readiness.tick();
		assertThat(this.gate.reasons()).isNotEmpty();
		pass(1);
		failing();
		readiness.tick();
		released();
		readiness.tick();
		assertThat(this.gate.reasons()).isEmpty();
		failing();
		readiness.tick();
		assertThat(this.gate.reasons()).isNotEmpty();
	}

	@Test
	void onePoisonousRouteDoesNotRefuseTraffic() {
		PanicReadiness readiness = readiness(PanicProperties.ReadinessMode.ALWAYS, Duration.ofHours(1));
		for (int i = 0; i < 100; i++) {
			this.fixtures.window.request();
			this.fixtures.window.panic();
			this.fixtures.window.failedRequest("GET /poison");
		}
		readiness.tick();
		assertThat(this.gate.reasons()).isEmpty();
	}

	@Test
	void whileTheOtherInstancesAreNotKnownItSaysWhatItWouldDo() {
		PanicReadiness readiness = readiness(PanicProperties.ReadinessMode.GUARDED, Duration.ofHours(1));
		failing();
		this.exchange.exchange(this.shared);
		readiness.tick();
		assertThat(this.gate.reasons()).isEmpty();
		assertThat(status(readiness)).startsWith("would refuse, but the other instances are not known");
	}

	@Test
	void theOthersDecideWhetherItMay() {
		PanicReadiness readiness = readiness(PanicProperties.ReadinessMode.GUARDED, Duration.ofHours(1));
		failing();
		this.fleet = new FleetExchange.Fleet(0, 0, 2, 1, false, null);
		this.exchange.exchange(this.shared);
		readiness.tick();
		assertThat(this.gate.reasons()).isEmpty();
		assertThat(status(readiness)).startsWith("would refuse, but too few");
		this.fleet = new FleetExchange.Fleet(0, 0, 2, 2, true, null);
		this.exchange.exchange(this.shared);
		assertThat(this.told).isNotNull();
		assertThat(this.told.wantsToRefuse()).isTrue();
		assertThat(this.told.lastMinute()).isEqualTo(10);
		readiness.tick();
		assertThat(this.gate.reasons()).isEqualTo(Set.of("panic_rate_high"));
		this.fleet = null;
		pass(4);
		this.exchange.exchange(this.shared);
		readiness.tick();
		assertThat(this.gate.reasons()).as("without the others it stays as it is").isNotEmpty();
	}

	private void released() {
		Awaitility.await().until(() -> this.gate.reasons().isEmpty());
	}

	private void failing() {
		for (int i = 0; i < 10; i++) {
			this.fixtures.window.request();
			this.fixtures.window.request();
			this.fixtures.window.panic();
			this.fixtures.window.failedRequest("GET /" + (i % 2));
		}
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds * PanicWindow.TICKS_A_SECOND; i++) {
			this.fixtures.nanos.addAndGet(1_000_000_000L / PanicWindow.TICKS_A_SECOND);
			this.fixtures.window.tick();
		}
	}

	private PanicReadiness readiness(PanicProperties.ReadinessMode mode, Duration longest) {
		return new PanicReadiness(this.fixtures.window, new PanicReadiness.Rule(3, 20, 20, 2), mode, longest, this.gate,
				this.exchange, this.fixtures.clock, this.fixtures.watch());
	}

	private static String status(PanicReadiness readiness) {
		Map<String, Object> status = new LinkedHashMap<>();
		readiness.describe(status);
		return String.valueOf(status.get("readiness"));
	}

}
