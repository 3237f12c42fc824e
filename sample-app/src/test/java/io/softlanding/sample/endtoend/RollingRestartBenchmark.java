package io.softlanding.sample.endtoend;

import java.time.Duration;
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

	private static final Duration PATIENCE = Duration.ofSeconds(60);

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
				try (Pair pair = new Pair(mode, Service.valueOf(service.toUpperCase(Locale.ROOT)), servers)) {
					if (pair.service == Service.SOFTLANDING) {
						measure(pair, 200, "KILL", 1);
					}
					for (String rate : list("rates", "20,200")) {
						measure(pair, Integer.parseInt(rate), "TERM", restarts);
					}
				}
			}
		}
	}

	private void measure(Pair pair, int perSecond, String signal, int restarts) throws Exception {
		Durations drains = new Durations();
		try (OpenLoopLoad load = new OpenLoopLoad(pair.proxy.port(), perSecond, this.connections,
				WorkMix.MOSTLY_SHORT)) {
			load.start();
			for (int restart = 0; restart < restarts; restart++) {
				TimeUnit.SECONDS.sleep(STEADY_SECONDS);
				drains.add(pair.restart(restart % 2, signal));
			}
			TimeUnit.SECONDS.sleep(STEADY_SECONDS);
			LoadResult result = load.stop();
			logger.info("{} {} {}/s {}: {}", pair.mode, pair.service, perSecond, signal, result);
			row(pair.mode, pair.service, perSecond, signal, restarts, result.sent(), result.answered(), result.failed(),
					result.failuresText(), drains.median(), drains.max(),
					Durations.text(result.overhead(0.99).toNanos() / 1e6));
		}
	}

	/**
	 * Two instances and HAProxy before them.
	 */
	private static final class Pair implements AutoCloseable {

		private final String mode;

		private final Service service;

		private final SampleApp.Launch[] launches = new SampleApp.Launch[2];

		private final SampleApp[] apps = new SampleApp[2];

		private final HaProxy proxy;

		Pair(String mode, Service service, ServerAddresses servers) throws Exception {
			this.mode = mode;
			this.service = service;
			for (int i = 0; i < this.apps.length; i++) {
				this.launches[i] = service.launch(servers);
				this.apps[i] = this.launches[i].start().awaitReady();
			}
			this.proxy = HaProxy.start(mode, this.launches[0].ports(), this.launches[1].ports());
			this.proxy.awaitBothUp();
		}

		Duration restart(int instance, String signal) throws Exception {
			SampleApp app = this.apps[instance];
			long signalled = System.nanoTime();
			app.signal(signal);
			app.awaitExit(PATIENCE);
			Duration took = Duration.ofNanos(System.nanoTime() - signalled);
			this.apps[instance] = this.launches[instance].start().awaitReady();
			this.proxy.awaitBothUp();
			return took;
		}

		@Override
		public void close() throws InterruptedException {
			this.proxy.close();
			for (SampleApp app : this.apps) {
				app.close();
			}
		}

	}

}
