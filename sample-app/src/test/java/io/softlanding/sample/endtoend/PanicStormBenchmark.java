/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;

import org.springframework.boot.json.JsonParserFactory;

/**
 * Requests while tasks of the same process fail at a rate, and while it is calm, in turn.
 */
final class PanicStormBenchmark extends Benchmark {

	private static final WorkMix SHORT = new WorkMix(List.of(new WorkMix.Share(1, 1, 5)));

	private static final Duration LATEST = Duration.ofSeconds(60);

	private PanicStormBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] options) throws Exception {
		new PanicStormBenchmark(options).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		int rounds = number("rounds", 3);
		int perSecond = number("per-second", 100_000);
		try (SampleApp app = Service.SOFTLANDING.launch(servers)
			.with("spring.profiles.active=lab", "softlanding.panic.readiness.mode=off")
			.options("-Xmx256m")
			.start()
			.awaitReady()) {
			load(app);
			head("round", "requests failed", "p50", "p99", "panics in these 10 s", "all of them after", "log lines",
					"most heap in use");
			for (int round = 1; round <= rounds; round++) {
				measure(app, round + ", calm", 0);
				measure(app, round + ", storm", perSecond);
			}
		}
	}

	private void measure(SampleApp app, String title, int perSecond) throws Exception {
		long panics = panics(app);
		long lines = app.output().lines().count();
		long start = System.nanoTime();
		if (perSecond > 0) {
			try (HttpConnection connection = HttpConnection.open(app.port())) {
				connection.exchange("POST", "/lab/panics/storm?seconds=10&perSecond=" + perSecond);
			}
		}
		Load load = load(app);
		long meanwhile = panics(app) - panics;
		// A storm that is late must not blow into the next round.
		while (panics(app) - panics < 10L * perSecond && System.nanoTime() - start < LATEST.toNanos()) {
			Thread.sleep(20);
		}
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		row(title, load.result().failed(), millis(load.result().overhead(0.5)), millis(load.result().overhead(0.99)),
				meanwhile, (perSecond > 0) ? millis(took) : "-", app.output().lines().count() - lines,
				load.heapMegabytes() + " MB");
		Thread.sleep(1000);
	}

	/** What became of the requests, and the most heap that was in use. */
	private record Load(LoadResult result, long heapMegabytes) {
	}

	private static Load load(SampleApp app) throws Exception {
		long most = 0;
		try (OpenLoopLoad load = new OpenLoopLoad(app.port(), 100, 20, SHORT).start()) {
			// The time of the storm.
			for (int second = 0; second < 10; second++) {
				Thread.sleep(1000);
				most = Math.max(most, heapMegabytes(app));
			}
			return new Load(load.stop(), most);
		}
	}

	private static long panics(SampleApp app) throws IOException {
		return SampleApp.number(SampleApp.map(app.status().get("panics")).get("total"));
	}

	private static long heapMegabytes(SampleApp app) throws IOException {
		try (HttpConnection connection = HttpConnection.open(app.managementPort())) {
			String text = connection.exchange("GET", "/actuator/metrics/jvm.memory.used?tag=area:heap").text();
			Object measurement = SampleApp.list(JsonParserFactory.getJsonParser().parseMap(text).get("measurements"))
				.get(0)
				.get("value");
			return SampleApp.number(measurement) / (1024 * 1024);
		}
	}

}
