/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.softlanding.sample.payment.PaymentUnavailableException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers with a problem document where a payment could not be taken.
 */
@RestControllerAdvice
class OrderProblems {

	@ExceptionHandler
	ProblemDetail paymentUnavailable(PaymentUnavailableException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail circuitOpen(CallNotPermittedException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"The payment provider is not asked for a while, because it failed too often");
	}

}
