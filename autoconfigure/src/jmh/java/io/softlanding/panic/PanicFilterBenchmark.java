/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * What the filter costs a request that does not fail, where problem documents answer, and
 * what it costs to record an uncaught error in a storm.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PanicFilterBenchmark {

	private static final PanicLocation.Lookup PLACES = new PanicLocation.Lookup(() -> null);

	private static final PanicRecorder RECORDER = new PanicRecorder(List.of(),
			new StandardClassifier(new HeapExhaustion(() -> 0), (error) -> 0, () -> false, false),
			new PanicDetails(new PanicDetails.Settings("shop", "shop-1", false, Duration.ofSeconds(10)), PLACES,
					NanoClock.SYSTEM, InstantSource.system(),
					new PanicLog(NanoClock.SYSTEM, 10, Duration.ofSeconds(10)), new PanicReporters(List.of())),
			NanoClock.SYSTEM, new PanicRecorder.FatalHandler() {

				@Override
				public void makeRoom(Throwable error) {
					// There is room.
				}

				@Override
				public void handle(Throwable error) {
					// None is fatal.
				}

			});

	private static final PanicFilter FILTER = new PanicFilter(new RequestPanics(RECORDER,
			(request) -> request.getServletPath().startsWith("/actuator"), (request) -> null),
			new ProblemAnswer(Duration.ofSeconds(5)));

	private final HttpServletRequest request = new MockHttpServletRequest("GET", "/");

	private final HttpServletResponse response = new MockHttpServletResponse();

	private final FilterChain chain = (sameRequest, sameResponse) -> {
	};

	@Benchmark
	@Threads(1)
	public Object oneThread() throws Exception {
		FILTER.doFilter(this.request, this.response, this.chain);
		return this.response;
	}

	@Benchmark
	@Threads(2)
	public Object twoThreads() throws Exception {
		FILTER.doFilter(this.request, this.response, this.chain);
		return this.response;
	}

	@Benchmark
	@Threads(1)
	public Object plain() throws Exception {
		this.chain.doFilter(this.request, this.response);
		return this.response;
	}

	@Benchmark
	@Threads(2)
	public Object storm() {
		return RECORDER.record(new IllegalStateException("on purpose"), PanicSource.THREAD, null, true);
	}

}
