/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@code softlanding.requests.inflight} and {@code softlanding.requests.rejected}.
 */
final class WebMetrics implements MeterBinder {

	private final InFlightRequests requests;

	WebMetrics(InFlightRequests requests) {
		this.requests = requests;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("softlanding.requests.inflight", this.requests, InFlightRequests::active)
			.description("Requests accepted and not yet answered to the last byte")
			.register(registry);
		FunctionCounter.builder("softlanding.requests.rejected", this.requests, InFlightRequests::rejected)
			.description("Requests that were not accepted")
			.tag("reason", "draining")
			.register(registry);
	}

}
