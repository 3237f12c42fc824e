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
 * A circuit breaker of resilience4j, from the application's own registry, so that it
 * shows where the others show, and can be configured there under its name. It opens on
 * three panics in a row too.
 */
final class ResilienceBreaker implements RouteBreaker {

	private static final int IN_A_ROW = 3;

	private static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.custom()
		.slidingWindow(60, 20, CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
		.failureRateThreshold(20)
		.waitDurationInOpenState(Duration.ofSeconds(30))
		.permittedNumberOfCallsInHalfOpenState(1)
		// A trial may hang, and a server may forget to tell how it went.
		.maxWaitDurationInHalfOpenState(Duration.ofSeconds(60))
		.build();

	private final CircuitBreaker breaker;

	private final AtomicInteger inARow = new AtomicInteger();

	private ResilienceBreaker(CircuitBreaker breaker) {
		this.breaker = breaker;
	}

	static ResilienceBreaker of(CircuitBreakerRegistry registry, String name) {
		CircuitBreakerConfig config = registry.getConfiguration(name).orElse(CONFIG);
		return new ResilienceBreaker(registry.circuitBreaker(name, config));
	}

	@Override
	public boolean tryAcquire() {
		return this.breaker.tryAcquirePermission();
	}

	@Override
	public void succeeded(long nanos) {
		this.inARow.set(0);
		this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void failed(long nanos, Throwable error) {
		this.breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
		if (this.inARow.incrementAndGet() >= IN_A_ROW && this.breaker.getState() == CircuitBreaker.State.CLOSED) {
			this.breaker.transitionToOpenState();
		}
	}

	@Override
	public void withdrawn() {
		this.breaker.releasePermission();
	}

}
