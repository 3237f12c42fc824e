/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.time.NanoClock;

/**
 * The meters of an application with an RSocket server.
 */
public class RSocketMeters implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		new RSocketMetrics(new RSocketRequests(NanoClock.SYSTEM)).bindTo(registry);
	}

}
