/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

/**
 * Circuit breaker of a route, from the registry of the application, where it can be
 * configured under its name. Also opens after three failures in a row. Each permitted
 * call ends with exactly one of the other methods.
 */
final class RouteBreaker {

	private static final int IN_A_ROW = 3;

	private static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.custom()
		.slidingWindow(60, 20, CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
		.failureRateThreshold(20)
		.waitDurationInOpenState(Duration.ofSeconds(30))
		.permittedNumberOfCallsInHalfOpenState(1)
		// A trial call may hang, or its result may never be known.
		.maxWaitDurationInHalfOpenState(Duration.ofSeconds(60))
		.build();

	private final CircuitBreaker breaker;

	private final AtomicInteger inARow = new AtomicInteger();

	RouteBreaker(CircuitBreakerRegistry registry, String name) {
		this.breaker = registry.circuitBreaker(name, registry.getConfiguration(name).orElse(CONFIG));
	}

	boolean tryAcquire() {
		return this.breaker.tryAcquirePermission();
	}

	void succeeded(long nanos) {
		this.inARow.set(0);
		this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
	}

	void failed(long nanos, Throwable error) {
		this.breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
		if (this.inARow.incrementAndGet() >= IN_A_ROW && this.breaker.getState() == CircuitBreaker.State.CLOSED) {
			this.breaker.transitionToOpenState();
		}
	}

	/** The result says nothing about the route. */
	void withdrawn() {
		this.breaker.releasePermission();
	}

}
