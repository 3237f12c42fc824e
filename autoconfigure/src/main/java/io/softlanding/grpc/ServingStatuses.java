/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The health of servers that the application has built itself. Its terminal state cannot
 * be left again, so that single statuses are changed and restored.
 */
final class ServingStatuses {

	private final HealthStatusManager health;

	private final Map<String, ServingStatus> before = new HashMap<>();

	ServingStatuses(HealthStatusManager health) {
		this.health = health;
	}

	/**
	 * Changes the status of the server and of its services.
	 * @return how many statuses have been changed or were so already
	 */
	synchronized int notServing(List<String> services) {
		int known = 0;
		for (String service : Stream.concat(Stream.of(""), services.stream()).toList()) {
			ServingStatus status = status(service);
			if (status != null) {
				known++;
				if (status != ServingStatus.NOT_SERVING) {
					this.before.putIfAbsent(service, status);
					this.health.setStatus(service, ServingStatus.NOT_SERVING);
				}
			}
		}
		return known;
	}

	/** Leaves what the application has set meanwhile. */
	synchronized void restore() {
		this.before.forEach((service, status) -> {
			if (status(service) == ServingStatus.NOT_SERVING) {
				this.health.setStatus(service, status);
			}
		});
		this.before.clear();
	}

	/** Asks as a client does, since the class does not tell. */
	private @Nullable ServingStatus status(String service) {
		BindableService health = this.health.getHealthService();
		Answer answer = new Answer();
		if (health instanceof HealthGrpc.HealthImplBase implementation) {
			implementation.check(HealthCheckRequest.newBuilder().setService(service).build(), answer);
		}
		return answer.status;
	}

	/** Takes the one answer. */
	private static final class Answer implements StreamObserver<HealthCheckResponse> {

		private volatile @Nullable ServingStatus status;

		@Override
		public void onNext(HealthCheckResponse response) {
			this.status = response.getStatus();
		}

		@Override
		public void onError(Throwable error) {
			// The service is not known.
		}

		@Override
		public void onCompleted() {
			// The answer is there.
		}

	}

}
