/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Requests while a thousand keys in twenty records are reloaded again and again, and
 * while nothing is, in turn; then a storm of signals.
 */
final class ReloadLoadBenchmark extends Benchmark {

	private static final WorkMix SHORT = new WorkMix(List.of(new WorkMix.Share(1, 1, 5)));

	private static final Duration ROUND = Duration.ofSeconds(10);

	private final Path directory;

	private int everyMillis;

	private int version;

	private ReloadLoadBenchmark(String[] options) throws IOException {
		super(options);
		this.directory = Files.createTempDirectory("reload");
	}

	public static void main(String[] options) throws Exception {
		ReloadLoadBenchmark benchmark = new ReloadLoadBenchmark(options);
		try {
			benchmark.run();
		}
		finally {
			FileSystemUtils.deleteRecursively(benchmark.directory);
		}
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		int rounds = number("rounds", 4);
		this.everyMillis = number("every", 2000);
		String heap = option("heap", "256m");
		edit("application.yml");
		try (SampleApp app = Service.SOFTLANDING.launch(servers)
			.unpackagedWith(TwentyRecords.class)
			.with("spring.config.additional-location=file:" + this.directory + "/", "softlanding.reload.history=1000")
			.options("-Xms" + heap, "-Xmx" + heap)
			.start()
			.awaitReady()) {
			round(app, true);
			round(app, false);
			head("round", "reloads", "requests", "failed", "p50", "p99", "slowest");
			for (int round = 1; round <= rounds; round++) {
				row(round(app, false, round + ", nothing is reloaded"));
				row(round(app, true, round + ", 1,000 keys are reloaded"));
			}
			line("");
			head("signals", "sent within", "reloads", "threads before", "most threads", "1 s after the last signal");
			storm(app, number("signals", 20_000));
		}
	}

	private Object[] round(SampleApp app, boolean reloading, String title) throws Exception {
		long before = reloads(app);
		LoadResult result = round(app, reloading);
		return new Object[] { title, reloads(app) - before, result.sent(), result.failed(),
				millis(result.overhead(0.5)), millis(result.overhead(0.99)), millis(result.overhead(1)) };
	}

	/** Edits and signals as often when nothing is reloaded: that takes time too. */
	private LoadResult round(SampleApp app, boolean reloading) throws Exception {
		try (OpenLoopLoad load = new OpenLoopLoad(app.port(), 100, 20, SHORT).start()) {
			long end = System.nanoTime() + ROUND.toNanos();
			// The last reload is made before the round is over.
			while (System.nanoTime() + Duration.ofMillis(this.everyMillis).toNanos() < end) {
				edit(reloading ? "application.yml" : "nobody-reads-this");
				app.signal(reloading ? "USR1" : "0");
				Thread.sleep(this.everyMillis);
			}
			Thread.sleep(Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis()));
			return load.stop();
		}
	}

	private void edit(String name) throws IOException {
		this.version++;
		StringBuilder yaml = new StringBuilder("records:\n");
		for (int i = 0; i < 20; i++) {
			yaml.append("  r").append(i).append(":\n    values:\n");
			for (int key = 0; key < 50; key++) {
				yaml.append("      key-").append(key).append(": ").append(this.version).append('\n');
			}
		}
		Path next = Files.writeString(this.directory.resolve("next"), yaml);
		Files.move(next, this.directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
	}

	private void storm(SampleApp app, int signals) throws Exception {
		// The last reload of the rounds may still be in its window.
		Thread.sleep(3000);
		long reloads = reloads(app);
		int threads = threads(app);
		int most = threads;
		long began = System.nanoTime();
		Process storm = new ProcessBuilder("bash", "-c",
				"for i in {1..%d}; do kill -USR1 %d; done".formatted(signals, app.pid()))
			.start();
		CompletableFuture<Process> ended = storm.onExit();
		while (!ended.isDone()) {
			most = Math.max(most, threads(app));
		}
		Duration took = Duration.ofNanos(System.nanoTime() - began);
		Thread.sleep(1000);
		int after = threads(app);
		Thread.sleep(4000);
		row(signals, millis(took), reloads(app) - reloads, threads, most, after);
	}

	private static int threads(SampleApp app) {
		String[] tasks = Path.of("/proc", String.valueOf(app.pid()), "task").toFile().list();
		return (tasks != null) ? tasks.length : 0;
	}

	private static long reloads(SampleApp app) throws IOException {
		try (HttpConnection connection = HttpConnection.open(app.managementPort())) {
			HttpConnection.Answer answer = connection.exchange("GET", "/actuator/reloads");
			return SampleApp.list(JsonParserFactory.getJsonParser().parseMap(answer.text()).get("attempts")).size();
		}
	}

}
