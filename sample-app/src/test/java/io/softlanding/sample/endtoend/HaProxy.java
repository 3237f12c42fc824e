/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;

/**
 * HAProxy before a few instances: it asks for their readiness on the management port,
 * keeps connections, and never tries anything twice.
 */
final class HaProxy implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final int port;

	private final int statsPort;

	private final int instances;

	private final Process process;

	private HaProxy(int port, int statsPort, int instances, Process process) {
		this.port = port;
		this.statsPort = statsPort;
		this.instances = instances;
		this.process = process;
	}

	/**
	 * Starts it.
	 * @param mode {@code tcp}, which balances connections, or {@code http}, which
	 * balances requests
	 * @param checks how it asks for readiness, such as {@code inter 500ms fall 1 rise 1}
	 */
	static HaProxy start(String mode, String checks, Ports... instances) throws IOException {
		int port = Ports.freePort();
		int statsPort = Ports.freePort();
		Path directory = Files.createDirectories(Path.of("target", "bench"));
		Path file = directory.resolve("haproxy-" + mode + ".cfg");
		Files.writeString(file, configuration(mode, checks, port, statsPort, servers(instances)));
		Process process = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true)
			.redirectOutput(directory.resolve("haproxy-" + mode + ".log").toFile())
			.start();
		return new HaProxy(port, statsPort, instances.length, process);
	}

	private static String servers(Ports... instances) {
		StringBuilder servers = new StringBuilder();
		for (int i = 0; i < instances.length; i++) {
			servers.append("\tserver instance%d 127.0.0.1:%d port %d%n".formatted(i, instances[i].server(),
					instances[i].management()));
		}
		return servers.toString();
	}

	private static String configuration(String mode, String checks, int port, int statsPort, String servers) {
		return """
				global
					maxconn 4000

				defaults
					mode %s
					timeout connect 2s
					timeout client 60s
					timeout server 60s
					timeout http-keep-alive 60s
					retries 0
					no option redispatch

				frontend clients
					bind 127.0.0.1:%d
					default_backend instances

				backend instances
					balance roundrobin
					option httpchk GET /actuator/health/readiness
					http-check expect status 200
					default-server check %s
				%s
				frontend stats
					mode http
					bind 127.0.0.1:%d
					stats enable
					stats uri /
				""".formatted(mode, port, checks, servers, statsPort);
	}

	int port() {
		return this.port;
	}

	/** Waits until all instances get traffic. */
	void awaitAllUp() {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(100))
			.until(() -> IntStream.range(0, this.instances).mapToObj((i) -> "instance" + i).allMatch(this::isUp));
	}

	private boolean isUp(String server) {
		try (HttpConnection connection = HttpConnection.open(this.statsPort)) {
			return connection.exchange("GET", "/;csv")
				.text()
				.lines()
				.anyMatch((line) -> line.startsWith("instances," + server + ",") && line.contains(",UP,"));
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
	}

}
