/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What tracking adds to a request: everything the filter and the valve do with the registry.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InFlightBenchmark {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	@Benchmark
	@Threads(1)
	public long oneThread() {
		return track();
	}

	@Benchmark
	@Threads(2)
	public long twoThreads() {
		return track();
	}

	private long track() {
		InFlightRequest request = this.requests.start("GET", "/");
		if (request == null) {
			throw new IllegalStateException("closed");
		}
		request.attach();
		request.route("/orders/{id}");
		request.detach();
		this.requests.finish(request);
		return request.startNanos();
	}

}
