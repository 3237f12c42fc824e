/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.rsocket.inflight} and {@code softlanding.rsocket.streams.ended}.
 */
final class RSocketMetrics implements MeterBinder {

	private final RSocketRequests requests;

	RSocketMetrics(RSocketRequests requests) {
		this.requests = requests;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.rsocket.inflight", this.requests, RSocketRequests::active)
			.description("RSocket requests accepted and not yet ended, streams included")
			.register(registry);
		FunctionCounter.builder("softlanding.rsocket.streams.ended", this.requests, RSocketRequests::endedStreams)
			.description("Streams that a drain has ended with CANCELED")
			.register(registry);
	}

}
