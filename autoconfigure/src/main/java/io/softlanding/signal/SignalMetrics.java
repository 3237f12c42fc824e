/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Time from the delivery of TERM or INT to the first log line, as
 * {@code softlanding.signal.latency}.
 */
final class SignalMetrics implements MeterBinder, SignalLatency {

	private final List<Timer> timers = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.timers.add(Timer.builder("softlanding.signal.latency")
			.description("Time from the delivery of a signal to the first log line of the drain")
			.register(registry));
	}

	@Override
	public void record(long nanos) {
		this.timers.forEach((timer) -> timer.record(nanos, TimeUnit.NANOSECONDS));
	}

}
