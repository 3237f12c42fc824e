/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts two instances in turn behind HAProxy, under load, and counts what clients
 * lose.
 */
final class RollingRestartBenchmark extends Benchmark {

	private static final Logger logger = LoggerFactory.getLogger(RollingRestartBenchmark.class);

	/** Steady load between two restarts. */
	private static final long STEADY_SECONDS = 2;

	private final int connections = number("connections", 64);

	private RollingRestartBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] args) throws Exception {
		new RollingRestartBenchmark(args).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		line("%d kept connections, GET and POST /work of 10 ms to 5 s, no retries, HAProxy checks readiness every "
				+ "500 ms. The drain is timed from the signal to the end of the process.%n", this.connections);
		head("HAProxy mode", "service", "requests/s", "signal", "restarts", "sent", "answered", "failed", "by kind",
				"drain median", "drain max", "p99 beyond the work");
		int restarts = number("restarts", 10);
		for (String mode : list("modes", "tcp,http")) {
			for (String service : list("services", "softlanding,plain")) {
				Service kind = Service.valueOf(service.toUpperCase(Locale.ROOT));
				try (Pair pair = new Pair(mode, "inter 500ms fall 1 rise 1", kind.launch(servers),
						kind.launch(servers))) {
					if (kind == Service.SOFTLANDING) {
						measure(mode, kind, pair, 200, "KILL", 1);
					}
					for (String rate : list("rates", "20,200")) {
						measure(mode, kind, pair, Integer.parseInt(rate), "TERM", restarts);
					}
				}
			}
		}
	}

	private void measure(String mode, Service service, Pair pair, int perSecond, String signal, int restarts)
			throws Exception {
		Durations drains = new Durations();
		try (OpenLoopLoad load = new OpenLoopLoad(pair.port(), perSecond, this.connections, WorkMix.MOSTLY_SHORT)) {
			load.start();
			for (int restart = 0; restart < restarts; restart++) {
				TimeUnit.SECONDS.sleep(STEADY_SECONDS);
				drains.add(pair.restart(restart % 2, signal));
			}
			TimeUnit.SECONDS.sleep(STEADY_SECONDS);
			LoadResult result = load.stop();
			logger.info("{} {} {}/s {}: {}", mode, service, perSecond, signal, result);
			row(mode, service, perSecond, signal, restarts, result.sent(), result.answered(), result.failed(),
					result.failuresText(), drains.median(), drains.max(),
					Durations.text(result.overhead(0.99).toNanos() / 1e6));
		}
	}

}
