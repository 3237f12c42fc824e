/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;

/**
 * How soon a signal is felt: from SIGTERM to refused readiness, and from the last answer
 * to the next step of the shutdown.
 */
final class SignalLatencyBenchmark extends Benchmark {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int WARM_UP_PROBES = 2000;

	/** Enough of them for a request to be taken up meanwhile. */
	private static final int PROBES_AFTER_REQUEST = 200;

	private SignalLatencyBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] args) throws Exception {
		new SignalLatencyBenchmark(args).run();
	}

	/**
	 * What is measured of one service.
	 */
	private static final class Measured {

		private final Durations toRefusal = new Durations();

		private final Durations announce = new Durations();

		private final Durations probe = new Durations();

		private final Durations toNextPhase = new Durations();

	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		Map<Service, Measured> measured = new EnumMap<>(Service.class);
		int runs = number("runs", 11);
		for (int run = 0; run < runs; run++) {
			for (Service service : Service.values()) {
				measure(service, servers, measured.computeIfAbsent(service, (key) -> new Measured()));
			}
		}
		line("Probes follow each other on kept connections, %d before the signal; one request is in flight.%n",
				WARM_UP_PROBES);
		head("service", "runs", "measured", "median", "min", "max");
		measured.forEach((service, result) -> {
			row(service, "one warm probe, for comparison", result.probe);
			row(service, "SIGTERM to first refused probe, from outside", result.toRefusal);
			if (service == Service.SOFTLANDING) {
				row(service, "phase ANNOUNCE, from the exit report", result.announce);
			}
			row(service, "last byte of the last answer to the log line of what comes next, from outside",
					result.toNextPhase);
		});
	}

	private void row(Service service, String what, Durations durations) {
		row(service, durations.count(), what, durations.median(), durations.min(), durations.max());
	}

	private static void measure(Service service, ServerAddresses servers, Measured measured) throws Exception {
		try (SampleApp app = service.launch(servers).start().awaitReady();
				Prober probes = new Prober(app.managementPort())) {
			probe(probes, WARM_UP_PROBES);
			// Opened now: an idle connection does not live as long as the warm-up may
			// take.
			HttpConnection request = HttpConnection.open(app.port());
			request.send("GET", "/work?ms=3000");
			CompletableFuture<Long> answered = CompletableFuture.supplyAsync(() -> readToEnd(request));
			measured.probe.addNanos(probe(probes, PROBES_AFTER_REQUEST));
			long signalled = app.terminate();
			measured.toRefusal.addNanos(untilRefused(probes) - signalled);
			long nextPhase = app
				.awaitLine((service == Service.SOFTLANDING) ? "IN_FLIGHT completed" : "Graceful shutdown complete")
				.nanos();
			measured.toNextPhase.addNanos(nextPhase - answered.join());
			app.awaitExit(PATIENCE);
			if (service == Service.SOFTLANDING) {
				measured.announce.add(Duration.parse((String) app.phase("ANNOUNCE").get("took")));
			}
		}
	}

	/** Probes so many times and returns how long the last one took. */
	private static long probe(Prober probes, int count) throws IOException {
		long nanos = 0;
		for (int probe = 0; probe < count; probe++) {
			long start = System.nanoTime();
			if (!probes.ready()) {
				throw new IllegalStateException("Not ready before the signal");
			}
			nanos = System.nanoTime() - start;
		}
		return nanos;
	}

	private static long untilRefused(Prober probes) throws IOException {
		boolean ready = true;
		while (ready) {
			ready = probes.ready();
		}
		return System.nanoTime();
	}

	private static long readToEnd(HttpConnection request) {
		try (request) {
			request.read();
			return System.nanoTime();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
