/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.payment;

import java.math.BigDecimal;
import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * A pretend payment provider behind a circuit breaker: slow, and out of order on demand.
 */
@Component
public class PaymentGateway {

	private static final Logger logger = LoggerFactory.getLogger(PaymentGateway.class);

	private final CircuitBreaker circuitBreaker;

	PaymentGateway(CircuitBreakerRegistry circuitBreakers) {
		this.circuitBreaker = circuitBreakers.circuitBreaker("payment-gateway");
	}

	/**
	 * Takes the money for an order.
	 * @param orderId the order that is paid
	 * @param amount what to take
	 * @param latency how long the provider needs
	 * @param outage whether the provider is out of order
	 * @throws PaymentUnavailableException if the provider failed
	 * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException if it
	 * failed so often that it is not even asked
	 */
	public void charge(long orderId, BigDecimal amount, Duration latency, boolean outage) {
		this.circuitBreaker.executeRunnable(() -> {
			await(latency);
			if (outage) {
				throw new PaymentUnavailableException("The payment provider is out of order", null);
			}
			logger.info("Charged {} for order {}", amount, orderId);
		});
	}

	private static void await(Duration latency) {
		try {
			Thread.sleep(latency.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new PaymentUnavailableException("Interrupted while the payment provider was asked", ex);
		}
	}

}
