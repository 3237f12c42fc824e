/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts two instances in turn behind balancers that ask for readiness more or less
 * often, and compares the observed quiet period with fixed ones: what clients lose, and
 * how long a drain takes.
 */
final class QuietPeriodBenchmark extends Benchmark {

	private static final Logger logger = LoggerFactory.getLogger(QuietPeriodBenchmark.class);

	/** Steady load between two restarts. */
	private static final long STEADY_SECONDS = 2;

	/** What a fixed sleep has beyond the intervals: answers take their time. */
	private static final long MARGIN_MILLIS = 500;

	private final int restarts = number("restarts", 10);

	private final int perSecond = number("rate", 200);

	private final int connections = number("connections", 64);

	private final String mode = option("mode", "http");

	/** How many refused answers take an instance out. */
	private final int fall = number("fall", 3);

	/** How many requests are sent at once. */
	private final int burst = number("burst", 1);

	/** Whether the observed quiet period has its defaults. */
	private final boolean defaults = Boolean.parseBoolean(option("defaults", "false"));

	private QuietPeriodBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] args) throws Exception {
		new QuietPeriodBenchmark(args).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		line("%d requests/s of 10 to 30 ms over %d kept connections, no retries. HAProxy in %s mode takes an instance out "
				+ "after %d refused answers. The same settings for all balancers, but for the quiet period. The drain "
				+ "is timed from the signal to the end of the process.%n", this.perSecond, this.connections, this.mode,
				this.fall);
		head("check interval", "quiet period", "restarts", "sent", "answered", "failed", "by kind", "drain median",
				"drain max");
		for (String interval : list("intervals", "0.2,1,5")) {
			long millis = new BigDecimal(interval).movePointRight(3).longValueExact();
			if (this.defaults) {
				measure(servers, millis, "observed, defaults",
						list("with", "softlanding.drain.grace-period=30s").toArray(String[]::new));
				continue;
			}
			measure(servers, millis, "observed", "softlanding.web.quiet-period.refusals=" + this.fall,
					"softlanding.web.quiet-period.max=20s", "softlanding.web.quiet-period.settle=100ms");
			for (String intervals : list("fixed", "1,2,3")) {
				long sleep = Integer.parseInt(intervals) * millis + MARGIN_MILLIS;
				measure(servers, millis, "fixed, %s intervals and %d ms".formatted(intervals, MARGIN_MILLIS),
						"softlanding.web.quiet-period.refusals=0", "softlanding.web.quiet-period.settle=0s",
						"softlanding.web.quiet-period.min=" + sleep + "ms",
						"softlanding.web.quiet-period.max=" + sleep + "ms");
			}
		}
	}

	private void measure(ServerAddresses servers, long intervalMillis, String name, String... quietPeriod)
			throws Exception {
		Durations drains = new Durations();
		String checks = "inter %dms fall %d rise 1".formatted(intervalMillis, this.fall);
		try (Pair pair = new Pair(this.mode, checks, launch(servers).with(quietPeriod),
				launch(servers).with(quietPeriod));
				OpenLoopLoad load = new OpenLoopLoad(pair.port(), this.perSecond, this.connections, WorkMix.SHORT,
						this.burst)) {
			load.start();
			for (int restart = 0; restart < this.restarts; restart++) {
				// Balancers that ask seldom are known after two of their intervals.
				TimeUnit.MILLISECONDS.sleep(TimeUnit.SECONDS.toMillis(STEADY_SECONDS) + 2 * intervalMillis);
				drains.add(pair.restart(restart % 2, "TERM"));
			}
			TimeUnit.SECONDS.sleep(STEADY_SECONDS);
			LoadResult result = load.stop();
			logger.info("{} ms {}: {}", intervalMillis, name, result);
			row(intervalMillis + " ms", name, this.restarts, result.sent(), result.answered(), result.failed(),
					result.failuresText(), drains.median(), drains.max());
		}
	}

	/**
	 * The time is enough for the slowest balancer: three answers, five seconds apart.
	 */
	private SampleApp.Launch launch(ServerAddresses servers) {
		return this.defaults ? Service.SOFTLANDING.launch(servers) : Service.SOFTLANDING.launch(servers)
			.with("softlanding.drain.timeout=40s", "softlanding.drain.grace-period=60s");
	}

}
