/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import org.awaitility.Awaitility;

import org.springframework.boot.json.JsonParserFactory;

/**
 * Rehearses drains in a fleet of three behind HAProxy, under load, counts what clients
 * lose, and compares the predicted length with that of real drains.
 */
final class RehearsalBenchmark extends Benchmark {

	private static final int INSTANCES = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final HttpClient client = HttpClient.newHttpClient();

	private final SampleApp.Launch[] launches = new SampleApp.Launch[INSTANCES];

	private final SampleApp[] apps = new SampleApp[INSTANCES];

	private RehearsalBenchmark(String[] options) {
		super(options);
	}

	public static void main(String[] args) throws Exception {
		new RehearsalBenchmark(args).run();
	}

	@Override
	void measure(ServerAddresses servers) throws Exception {
		line("Three instances behind HAProxy (readiness every 500 ms, fall 1, rise 1). Each real drain follows a "
				+ "rehearsal of the same instance. \"Drain\" is `took` of the exit report, \"process\" the time from "
				+ "the signal to the end of the process.%n");
		for (int i = 0; i < INSTANCES; i++) {
			this.launches[i] = SampleApp.launch(servers)
				.with("softlanding.rehearsal.enabled=true", "softlanding.panic.shared.enabled=true",
						"softlanding.rehearsal.observe=2s", "management.endpoint.rehearsal.access=unrestricted",
						"management.endpoints.web.exposure.include=*");
			this.apps[i] = this.launches[i].start().awaitReady();
		}
		WorkMix mix = option("mix", "short").equals("short") ? WorkMix.SHORT : WorkMix.MOSTLY_SHORT;
		try (HaProxy proxy = HaProxy.start("http", "inter 500ms fall 1 rise 1", this.launches[0].ports(),
				this.launches[1].ports(), this.launches[2].ports())) {
			proxy.awaitAllUp();
			try (OpenLoopLoad load = new OpenLoopLoad(proxy.port(), number("rate", 50), number("connections", 32),
					mix)) {
				load.start();
				TimeUnit.SECONDS.sleep(20);
				rehearse(proxy);
				LoadResult result = load.stop();
				line("%n%d requests sent, %d answered, %d failed (%s)", result.sent(), result.answered(),
						result.failed(), result.failuresText());
			}
		}
		finally {
			for (SampleApp app : this.apps) {
				app.close();
			}
		}
	}

	private void rehearse(HaProxy proxy) throws Exception {
		int rehearsals = number("rehearsals", 20);
		int drains = number("drains", 6);
		List<Double> ratios = new ArrayList<>();
		List<Double> processes = new ArrayList<>();
		head("rehearsal", "instance", "outcome", "findings", "predicted", "drain", "ratio", "process", "ratio");
		for (int i = 0; i < rehearsals; i++) {
			int instance = i % INSTANCES;
			Map<String, Object> last = rehearse(this.apps[instance]);
			Object predicted = last.get("predicted");
			if (i < rehearsals - drains) {
				row(i + 1, instance, last.get("outcome"), last.get("findings"), predicted, "", "", "", "");
				continue;
			}
			TimeUnit.SECONDS.sleep(20);
			long signalled = this.apps[instance].terminate();
			this.apps[instance].awaitExit(PATIENCE);
			Duration process = Duration.ofNanos(System.nanoTime() - signalled);
			Duration drain = Duration.parse(String.valueOf(this.apps[instance].report().get("took")));
			double expected = Duration.parse(String.valueOf(predicted)).toMillis();
			ratios.add(expected / drain.toMillis());
			processes.add(expected / process.toMillis());
			row(i + 1, instance, last.get("outcome"), last.get("findings"), predicted, drain,
					text(ratios.get(ratios.size() - 1)), process, text(processes.get(processes.size() - 1)));
			this.apps[instance] = this.launches[instance].start().awaitReady();
			proxy.awaitAllUp();
			// The gaps between requests have to be known again.
			TimeUnit.SECONDS.sleep(20);
		}
		line("%nPredicted / drain: %s to %s. Predicted / process: %s to %s.", least(ratios), most(ratios),
				least(processes), most(processes));
	}

	private Map<String, Object> rehearse(SampleApp app) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + app.managementPort() + "/actuator/rehearsal");
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.client
				.send(HttpRequest.newBuilder(uri)
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{}"))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode() == 202);
		Map<String, Object> ended = Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> JsonParserFactory.getJsonParser()
				.parseMap(this.client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
					.body()), (status) -> "NONE".equals(status.get("state")));
		return SampleApp.map(ended.get("last"));
	}

	private static String least(List<Double> values) {
		return text(values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN));
	}

	private static String most(List<Double> values) {
		return text(values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
	}

	private static String text(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

}
