/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.function.BooleanSupplier;

import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;

/**
 * Answers of the health service, as clients get them: NOT_SERVING while the instance
 * drains, whatever the service itself knows. The service is left alone, since its status
 * can neither be read nor kept from being updated meanwhile.
 */
final class HealthAnswers {

	private final BooleanSupplier notServing;

	HealthAnswers(BooleanSupplier notServing) {
		this.notServing = notServing;
	}

	/** Returns an answer of the same type. */
	@SuppressWarnings("unchecked")
	<R> R translate(R answer) {
		if (this.notServing.getAsBoolean() && answer instanceof HealthCheckResponse response
				&& (response.getStatus() == ServingStatus.SERVING || response.getStatus() == ServingStatus.UNKNOWN)) {
			return (R) HealthCheckResponse.newBuilder().setStatus(ServingStatus.NOT_SERVING).build();
		}
		return answer;
	}

}
