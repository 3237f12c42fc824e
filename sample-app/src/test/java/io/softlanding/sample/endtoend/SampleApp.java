/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.softlanding.sample.SampleApplication;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged service in a process of its own.
 */
final class SampleApp implements AutoCloseable {

	private static final Duration START_PATIENCE = Duration.ofSeconds(60);

	private static final String REPORT = "Exit report: ";

	private final Ports ports;

	private final Process process;

	private final long startedNanos;

	private final List<Line> lines = new CopyOnWriteArrayList<>();

	private final Thread reader;

	private SampleApp(Ports ports, List<String> command) throws IOException {
		this.ports = ports;
		this.startedNanos = System.nanoTime();
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.reader = new Thread(this::read, "sample-app-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * A line that the process has written.
	 *
	 * @param nanos when it arrived, as {@link System#nanoTime()} tells it
	 * @param text the line
	 */
	record Line(long nanos, String text) {
	}

	static Launch launch(ServerAddresses servers) {
		return new Launch(servers);
	}

	private void read() {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			output.lines().forEach((line) -> this.lines.add(new Line(System.nanoTime(), line)));
		}
		catch (IOException | UncheckedIOException ex) {
			this.lines.add(new Line(System.nanoTime(), ex.toString()));
		}
	}

	int port() {
		return this.ports.server();
	}

	int managementPort() {
		return this.ports.management();
	}

	long pid() {
		return this.process.pid();
	}

	long startedNanos() {
		return this.startedNanos;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	String output() {
		return this.lines.stream().map(Line::text).collect(Collectors.joining("\n"));
	}

	SampleApp awaitReady() {
		await().until(() -> readiness() == 200);
		return this;
	}

	/**
	 * Waits for a line of the output.
	 * @param part what the line contains
	 */
	Line awaitLine(String part) {
		Awaitility.await()
			.atMost(START_PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			// The last lines are read after the process has ended.
			.until(() -> find(part).isPresent() || !this.reader.isAlive());
		return find(part).orElseThrow(() -> new AssertionError("no '" + part + "' in\n" + output()));
	}

	private Optional<Line> find(String part) {
		return this.lines.stream().filter((line) -> line.text().contains(part)).findFirst();
	}

	private ConditionFactory await() {
		return Awaitility.await()
			.atMost(START_PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.failFast(() -> assertThat(this.process.isAlive()).as("alive\n%s", output()).isTrue());
	}

	/**
	 * Asks whether the service is ready.
	 * @return the status code, or 0 if there was no answer
	 */
	int readiness() {
		return readiness(this.ports.management());
	}

	static int readiness(int managementPort) {
		try (HttpConnection connection = HttpConnection.open(managementPort, Duration.ofSeconds(1), null)) {
			return connection.exchange("GET", "/actuator/health/readiness").status();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/** The document of {@code /actuator/shutdown-status}. */
	Map<String, Object> status() throws IOException {
		try (HttpConnection connection = HttpConnection.open(managementPort())) {
			HttpConnection.Answer answer = connection.exchange("GET", "/actuator/shutdown-status");
			assertThat(answer.status()).isEqualTo(200);
			return JsonParserFactory.getJsonParser().parseMap(answer.text());
		}
	}

	/**
	 * Waits until the drain has come to a phase.
	 * @return the status then
	 */
	Map<String, Object> awaitPhase(String phase) {
		return await().until(this::status, (status) -> phase.equals(status.get("phase")));
	}

	long inFlight() throws IOException {
		Map<String, Object> inFlight = map(status().get("inFlight"));
		return number(inFlight.get("active")) + number(inFlight.get("queued"));
	}

	SampleApp signal(String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start();
		assertThat(kill.waitFor()).isZero();
		return this;
	}

	/**
	 * Sends SIGTERM without a process in between, for measurements.
	 * @return when, as {@link System#nanoTime()} tells it
	 */
	long terminate() {
		long now = System.nanoTime();
		// The process itself would close its output too.
		this.process.toHandle().destroy();
		return now;
	}

	/** Waits for the end of the process and returns its exit code. */
	int awaitExit(Duration deadline) throws InterruptedException {
		assertThat(this.process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS))
			.as("ended within %s\n%s", deadline, output())
			.isTrue();
		this.reader.join(deadline.toMillis());
		return this.process.exitValue();
	}

	/** The exit report. */
	Map<String, Object> report() {
		List<Map<String, Object>> reports = this.lines.stream()
			.map(Line::text)
			.filter((line) -> line.contains(REPORT))
			.map((line) -> JsonParserFactory.getJsonParser()
				.parseMap(line.substring(line.indexOf(REPORT) + REPORT.length())))
			.toList();
		assertThat(reports).as(output()).hasSize(1);
		return reports.get(0);
	}

	/** What the exit report says of a phase. */
	Map<String, Object> phase(String name) {
		return named(list(report().get("phases")), "phase", name);
	}

	/** What the exit report says of a participant. */
	Map<String, Object> participant(String phase, String name) {
		return named(list(phase(phase).get("participants")), "name", name);
	}

	private static Map<String, Object> named(List<Map<String, Object>> elements, String key, String name) {
		return elements.stream()
			.filter((element) -> name.equals(element.get(key)))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no " + name + " in " + elements));
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> list(@Nullable Object value) {
		assertThat(value).isInstanceOf(List.class);
		return (List<Map<String, Object>>) value;
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> map(@Nullable Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) value;
	}

	static long number(@Nullable Object value) {
		assertThat(value).isInstanceOf(Number.class);
		return ((Number) value).longValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * What to start. Each start has the same ports.
	 */
	static final class Launch {

		private final Ports ports = Ports.free();

		private final List<String> options = new ArrayList<>();

		private final List<String> arguments = new ArrayList<>();

		private List<String> program = List.of("-jar",
				System.getProperty("softlanding.sample.jar", "target/sample-app.jar"));

		private Launch(ServerAddresses servers) {
			with("server.port=" + this.ports.server(), "management.server.port=" + this.ports.management(),
					"spring.datasource.url=" + servers.jdbcUrl(), "spring.datasource.username=" + servers.username(),
					"spring.datasource.password=" + servers.password(), "spring.data.redis.host=" + servers.redisHost(),
					"spring.data.redis.port=" + servers.redisPort(), "spring.main.banner-mode=off");
		}

		/** Properties, without the dashes. */
		Launch with(String... properties) {
			Arrays.stream(properties).map((property) -> "--" + property).forEach(this.arguments::add);
			return this;
		}

		/** Options of the virtual machine. */
		Launch options(String... options) {
			this.options.addAll(List.of(options));
			return this;
		}

		/** Options that make it start quickly on a busy machine. */
		Launch quick() {
			return options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
		}

		/**
		 * Runs the same service from this process' class path, with more configuration
		 * than is packaged.
		 */
		Launch unpackagedWith(Class<?> configuration) {
			this.program = List.of("-cp", System.getProperty("java.class.path"), SampleApplication.class.getName());
			return with("spring.main.sources=" + configuration.getName());
		}

		Ports ports() {
			return this.ports;
		}

		SampleApp start() throws IOException {
			List<String> command = new ArrayList<>();
			command.add(System.getProperty("java.home") + "/bin/java");
			command.addAll(this.options);
			command.addAll(this.program);
			command.addAll(this.arguments);
			return new SampleApp(this.ports, command);
		}

	}

}
