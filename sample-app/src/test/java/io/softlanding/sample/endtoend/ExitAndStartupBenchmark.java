/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;

/**
 * What the starter costs a service that nobody uses: time to start and time to exit.
 */
final class ExitAndStartupBenchmark extends Benchmark {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern STARTED = Pattern.compile("Started SampleApplication in ([0-9.]+) seconds");

	private ExitAndStartupBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] args) throws Exception {
		new ExitAndStartupBenchmark(args).run();
	}

	/**
	 * What is measured of one service.
	 */
	private static final class Measured {

		private final Durations exit = new Durations();

		private final Durations started = new Durations();

		private final Durations ready = new Durations();

	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		Map<Service, Measured> measured = new EnumMap<>(Service.class);
		for (Service service : Service.values()) {
			measured.put(service, new Measured());
			// The first start reads the jar from the disk.
			service.launch(servers).start().awaitReady().close();
		}
		int runs = number("runs", 10);
		for (int run = 0; run < runs; run++) {
			for (int turn = 0; turn < 2; turn++) {
				// Whoever comes first comes second next time.
				Service service = Service.values()[(run + turn) % 2];
				exit(service, servers, measured.get(service));
				ready(service, servers, measured.get(service));
			}
		}
		head("measured", "runs each", "Softlanding median", "plain Boot median", "difference", "ratio",
				"Softlanding min/max", "plain Boot min/max");
		row("SIGTERM to exit, no traffic, no prober", measured, (result) -> result.exit);
		row("\"Started ... in\", from the log", measured, (result) -> result.started);
		row("process start to ready, probed every 5 ms", measured, (result) -> result.ready);
	}

	private void row(String what, Map<Service, Measured> measured, Function<Measured, Durations> durations) {
		Durations softlanding = durations.apply(measured.get(Service.SOFTLANDING));
		Durations plain = durations.apply(measured.get(Service.PLAIN));
		row(what, softlanding.count(), softlanding.median(), plain.median(),
				Durations.text(softlanding.medianMillis() - plain.medianMillis()),
				"%.3f".formatted(softlanding.medianMillis() / plain.medianMillis()),
				softlanding.min() + " / " + softlanding.max(), plain.min() + " / " + plain.max());
	}

	private static void exit(Service service, ServerAddresses servers, Measured measured) throws Exception {
		try (SampleApp app = service.launch(servers).start()) {
			Matcher started = STARTED.matcher(app.awaitLine("Started SampleApplication").text());
			if (!started.find()) {
				throw new IllegalStateException(app.output());
			}
			measured.started.addNanos((long) (Double.parseDouble(started.group(1)) * 1e9));
			awaitReadyUnprobed(app);
			if (service == Service.SOFTLANDING) {
				app.awaitLine("Softlanding is ready for a drain");
			}
			TimeUnit.SECONDS.sleep(1);
			long signalled = app.terminate();
			app.awaitExit(PATIENCE);
			measured.exit.addNanos(System.nanoTime() - signalled);
		}
	}

	/**
	 * Listeners and runners come after the line, and a probe would make a prober of us.
	 */
	private static void awaitReadyUnprobed(SampleApp app) {
		Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			try (HttpConnection connection = HttpConnection.open(app.managementPort())) {
				return connection.exchange("GET", "/actuator/metrics/application.ready.time").status() == 200;
			}
		});
	}

	private static void ready(Service service, ServerAddresses servers, Measured measured) throws Exception {
		try (SampleApp app = service.launch(servers).start()) {
			while (app.readiness() != 200) {
				TimeUnit.MILLISECONDS.sleep(5);
			}
			measured.ready.addNanos(System.nanoTime() - app.startedNanos());
		}
	}

}
