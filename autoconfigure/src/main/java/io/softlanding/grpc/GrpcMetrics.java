/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.grpc.inflight} and {@code softlanding.grpc.streams.ended}.
 */
final class GrpcMetrics implements MeterBinder {

	private final GrpcCalls calls;

	GrpcMetrics(GrpcCalls calls) {
		this.calls = calls;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.grpc.inflight", this.calls, (calls) -> calls.active().size())
			.description("gRPC calls accepted and not yet ended")
			.register(registry);
		FunctionCounter.builder("softlanding.grpc.streams.ended", this.calls, GrpcCalls::endedStreams)
			.description("Calls that a drain has ended with UNAVAILABLE")
			.register(registry);
	}

}
