/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteBreaker} on resilience4j's own registry.
 */
class RouteBreakerTests {

	private static final IllegalStateException BUG = new IllegalStateException();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final RouteBreaker breaker = new RouteBreaker(this.registry, "catalogue");

	@Test
	void itOpensWhenAFifthOfTwentyCallsPanics() {
		for (int call = 1; call <= 19; call++) {
			call(call % 5 == 0);
			assertThat(state()).as("after %d calls", call).isEqualTo(CircuitBreaker.State.CLOSED);
		}
		call(true);
		assertThat(state()).isEqualTo(CircuitBreaker.State.OPEN);
		assertThat(this.breaker.tryAcquire()).isFalse();
	}

	@Test
	void fewerPanicsThanAFifthDoNotOpenIt() {
		for (int call = 1; call <= 60; call++) {
			call(call % 6 == 0);
		}
		assertThat(state()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void threeInARowOpenItAndTwoDoNot() {
		call(true);
		call(true);
		call(false);
		call(true);
		call(true);
		assertThat(state()).isEqualTo(CircuitBreaker.State.CLOSED);
		call(true);
		assertThat(state()).isEqualTo(CircuitBreaker.State.OPEN);
	}

	@Test
	void afterHalfAMinuteOneTrialDecides() {
		CircuitBreakerConfig config = registered().getCircuitBreakerConfig();
		assertThat(config.getWaitIntervalFunctionInOpenState().apply(1)).isEqualTo(Duration.ofSeconds(30).toMillis());
		assertThat(config.getSlidingWindowType()).isEqualTo(CircuitBreakerConfig.SlidingWindowType.TIME_BASED);
		assertThat(config.getSlidingWindowSize()).isEqualTo(60);
		registered().transitionToOpenState();
		registered().transitionToHalfOpenState();
		assertThat(this.breaker.tryAcquire()).isTrue();
		assertThat(this.breaker.tryAcquire()).as("one trial only").isFalse();
		this.breaker.failed(1, BUG);
		assertThat(state()).isEqualTo(CircuitBreaker.State.OPEN);
		registered().transitionToHalfOpenState();
		assertThat(this.breaker.tryAcquire()).isTrue();
		this.breaker.withdrawn();
		assertThat(this.breaker.tryAcquire()).as("the trial was given back").isTrue();
		this.breaker.succeeded(1);
		assertThat(state()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void theUsersOwnConfigurationComesFirst() {
		this.registry.addConfiguration("prices", CircuitBreakerConfig.custom().slidingWindowSize(7).build());
		new RouteBreaker(this.registry, "prices");
		assertThat(this.registry.circuitBreaker("prices").getCircuitBreakerConfig().getSlidingWindowSize())
			.isEqualTo(7);
	}

	private void call(boolean panics) {
		assertThat(this.breaker.tryAcquire()).isTrue();
		if (panics) {
			this.breaker.failed(1, BUG);
		}
		else {
			this.breaker.succeeded(1);
		}
	}

	private CircuitBreaker registered() {
		return this.registry.circuitBreaker("catalogue");
	}

	private CircuitBreaker.State state() {
		return registered().getState();
	}

}
