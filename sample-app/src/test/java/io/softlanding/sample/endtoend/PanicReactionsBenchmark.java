/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;

import org.springframework.boot.json.JsonParserFactory;

/**
 * How soon an instance refuses traffic, and two instances refuse writes, when there are
 * too many panics.
 */
final class PanicReactionsBenchmark extends Benchmark {

	private static final int THRESHOLD = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private PanicReactionsBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] options) throws Exception {
		new PanicReactionsBenchmark(options).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		head("round", "readiness refused after", "the other instance ready", "writes refused here after",
				"writes refused there after");
		for (int round = 1; round <= number("rounds", 5); round++) {
			String service = "reactions-" + System.nanoTime();
			try (SampleApp one = launch(servers, service).start(); SampleApp two = launch(servers, service).start()) {
				one.awaitReady();
				two.awaitReady();
				awaitBoth(one);
				awaitBoth(two);
				measure(one, two, round);
			}
		}
	}

	private static SampleApp.Launch launch(ServerAddresses servers, String service) {
		return Service.SOFTLANDING.launch(servers)
			.options("-Xmx256m")
			.with("spring.profiles.active=lab", "spring.application.name=" + service,
					"management.endpoints.web.exposure.include=*", "softlanding.panic.readiness.keep-ready=50",
					"softlanding.panic.readiness.mode=guarded", "softlanding.panic.shared.enabled=true",
					"softlanding.panic.read-only.threshold=" + THRESHOLD);
	}

	private static void awaitBoth(SampleApp app) throws IOException, InterruptedException {
		for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end;) {
			Object application = JsonParserFactory.getJsonParser()
				.parseMap(exchange(app.managementPort(), "GET", "/actuator/panics").text())
				.get("application");
			if (application instanceof Map<?, ?> known && SampleApp.number(known.get("instances")) == 2) {
				return;
			}
			Thread.sleep(100);
		}
		throw new IllegalStateException("The instances have not met");
	}

	private void measure(SampleApp one, SampleApp two, int round) throws Exception {
		ExecutorService probers = Executors.newFixedThreadPool(2);
		try {
			CompletableFuture<Long> refused = refusal(probers, one.managementPort(), "GET",
					"/actuator/health/readiness");
			// Twenty requests, all failed, on two routes.
			for (int i = 0; i < 10; i++) {
				exchange(one.port(), "POST", "/lab/panics?kind=error");
				exchange(one.port(), "GET", "/lab/panics/error");
			}
			long met = System.nanoTime();
			Duration readiness = Duration.ofNanos(refused.get() - met);
			boolean otherReady = two.readiness() == 200;
			CompletableFuture<Long> here = refusal(probers, one.port(), "PUT", "/lab/stock/here?quantity=1");
			CompletableFuture<Long> there = refusal(probers, two.port(), "PUT", "/lab/stock/there?quantity=1");
			for (int i = 20; i < THRESHOLD; i++) {
				exchange(one.port(), "GET", "/lab/panics/error");
			}
			long reached = System.nanoTime();
			row(round, millis(readiness), otherReady ? "yes" : "no", millis(Duration.ofNanos(here.get() - reached)),
					millis(Duration.ofNanos(there.get() - reached)));
		}
		finally {
			probers.shutdownNow();
		}
	}

	/** When a request was answered with 503 for the first time. */
	private static CompletableFuture<Long> refusal(ExecutorService probers, int port, String method, String path) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end;) {
					int status = exchange(port, method, path).status();
					if (status == 503) {
						return System.nanoTime();
					}
					// Two cores only, which the instances want too.
					Thread.sleep(5);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("Nothing was refused at " + path);
		}, probers);
	}

	private static HttpConnection.Answer exchange(int port, String method, String path) throws IOException {
		try (HttpConnection connection = HttpConnection.open(port)) {
			return connection.exchange(method, path);
		}
	}

}
