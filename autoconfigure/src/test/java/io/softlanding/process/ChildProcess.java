/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FaultyApplication}, or another one, in a process of its own, looked at from
 * outside.
 */
final class ChildProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String REPORT = "Exit report: ";

	private final Process process;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Thread reader;

	private volatile CountDownLatch mayRead = new CountDownLatch(0);

	private ChildProcess(List<String> command) throws IOException {
		this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.reader = new Thread(this::read, "child-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	static Launch launch() {
		return new Launch();
	}

	private void read() {
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				this.lines.add(line);
				this.mayRead.await();
			}
		}
		catch (IOException | InterruptedException ex) {
			this.lines.add(ex.toString());
		}
	}

	/**
	 * Stops reading what the process prints, so that it blocks when it has printed
	 * enough.
	 */
	ChildProcess stopReading() {
		this.mayRead = new CountDownLatch(1);
		return this;
	}

	ChildProcess awaitLine(String part) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(10))
			.failFast(() -> assertThat(has(part) || this.process.isAlive() || this.reader.isAlive())
				.as("alive while waiting for '%s'\n%s", part, output())
				.isTrue())
			.until(() -> has(part));
		return this;
	}

	ChildProcess awaitReady() {
		return awaitLine("READY");
	}

	boolean has(String part) {
		return this.lines.stream().anyMatch((line) -> line.contains(part));
	}

	List<String> lines() {
		return this.lines;
	}

	String output() {
		return String.join("\n", this.lines);
	}

	int port() {
		return Integer.parseInt(value("PORT "));
	}

	int managementPort() {
		return Integer.parseInt(value("MANAGEMENT PORT "));
	}

	private String value(String prefix) {
		return this.lines.stream()
			.filter((line) -> line.startsWith(prefix))
			.map((line) -> line.substring(prefix.length()))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no line " + prefix + " in\n" + output()));
	}

	ChildProcess signal(String name) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start();
		assertThat(kill.waitFor()).isZero();
		return this;
	}

	long pid() {
		return this.process.pid();
	}

	/** How many threads the process has, as the operating system counts them. */
	int threads() throws IOException {
		try (Stream<String> status = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
			return status.filter((line) -> line.startsWith("Threads:"))
				.mapToInt((line) -> Integer.parseInt(line.substring("Threads:".length()).trim()))
				.findFirst()
				.orElseThrow();
		}
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended\n%s", output()).isTrue();
		this.mayRead.countDown();
		this.reader.join(PATIENCE.toMillis());
		return this.process.exitValue();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Reads the exit report.
	 * @return the document, or all of them if the process had several contexts
	 */
	List<Map<String, Object>> reports() {
		return this.lines.stream()
			.filter((line) -> line.contains(REPORT))
			.map((line) -> JsonParserFactory.getJsonParser()
				.parseMap(line.substring(line.indexOf(REPORT) + REPORT.length())))
			.toList();
	}

	/**
	 * The one report; where one was prepared for want of memory, the whole one may be
	 * there too.
	 */
	Map<String, Object> report() {
		List<Map<String, Object>> reports = reports();
		if (reports.size() > 1) {
			reports = reports.stream().filter((report) -> !report.containsKey("incomplete")).toList();
		}
		assertThat(reports).as(output()).hasSize(1);
		return reports.get(0);
	}

	/**
	 * Returns what the report says of a participant.
	 * @param name the participant's name
	 * @return its part of the document
	 */
	Map<String, Object> participant(String name) {
		return list(report().get("phases")).stream()
			.flatMap((phase) -> list(phase.get("participants")).stream())
			.filter((participant) -> participant.get("name").equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no participant " + name + " in " + report()));
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> list(Object value) {
		return (List<Map<String, Object>>) value;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * What to start.
	 */
	static final class Launch {

		private static final String TIMEOUT = "--softlanding.drain.timeout=";

		private final List<String> options = new ArrayList<>();

		private final List<String> arguments = new ArrayList<>();

		private final List<String> wrapper = new ArrayList<>();

		/**
		 * With both servers on the class path it depends on the version of Spring Boot
		 * which one starts.
		 */
		private String otherServer = "jetty";

		/** Spring Cloud would take part in applications that have no registry. */
		private final List<String> absent = new ArrayList<>(List.of("spring-cloud", "eureka-client"));

		private final List<Path> before = new ArrayList<>();

		private Class<?> application = FaultyApplication.class;

		/** Options of the virtual machine. */
		Launch options(String... options) {
			this.options.addAll(List.of(options));
			return this;
		}

		/** Properties, without the dashes. */
		Launch with(String... properties) {
			Arrays.stream(properties).map((property) -> "--" + property).forEach(this.arguments::add);
			return this;
		}

		/**
		 * A process is halted two seconds after the timeout, unless a test says when,
		 * whatever this machine is taken for.
		 */
		private Stream<String> haltAfter() {
			if (this.arguments.stream()
				.anyMatch((argument) -> argument.matches("--.*\\.(halt-after|grace-period)=.*"))) {
				return Stream.empty();
			}
			return this.arguments.stream()
				.filter((argument) -> argument.startsWith(TIMEOUT))
				.map((argument) -> DurationStyle.SIMPLE.parse(argument.substring(TIMEOUT.length())))
				.map((timeout) -> "--softlanding.drain.halt-after=" + timeout.plusSeconds(2).toMillis() + "ms");
		}

		/** What starts the virtual machine. */
		Launch by(String... command) {
			this.wrapper.addAll(List.of(command));
			return this;
		}

		/** Runs on Jetty; on Tomcat otherwise. */
		Launch onJetty() {
			this.otherServer = "tomcat";
			return this;
		}

		/** Runs {@link ReactiveApplication}, on Netty. */
		Launch onNetty() {
			this.application = ReactiveApplication.class;
			return without("tomcat-embed-core");
		}

		/** Runs another application than {@link FaultyApplication}. */
		Launch running(Class<?> application) {
			this.application = application;
			return this;
		}

		/**
		 * Has the application processed by another main class, which takes its name
		 * first.
		 */
		ChildProcess process(String main, String... arguments) throws IOException {
			List<String> command = command(main);
			command.add(this.application.getName());
			command.addAll(List.of(arguments));
			return new ChildProcess(command);
		}

		/** Puts directories before everything else on the class path. */
		Launch before(Path... directories) {
			this.before.addAll(List.of(directories));
			return this;
		}

		/** Has the clients of service registries on the class path. */
		Launch withRegistryClients() {
			this.absent.clear();
			return with("spring.cloud.compatibility-verifier.enabled=false");
		}

		/** Leaves out the jars that a user may not have. */
		Launch without(String... jars) {
			this.absent.addAll(List.of(jars));
			return this;
		}

		String classPath() {
			Stream<String> entries = Arrays
				.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
				.filter((entry) -> !entry.contains(this.otherServer) || entry.contains("tomcat-embed-el"))
				.filter((entry) -> this.absent.stream().noneMatch(entry::contains));
			return Stream.concat(this.before.stream().map(Path::toString), entries)
				.collect(Collectors.joining(System.getProperty("path.separator")));
		}

		ChildProcess start() throws IOException {
			List<String> command = command(this.application.getName());
			command.addAll(this.arguments);
			haltAfter().forEach(command::add);
			return new ChildProcess(command);
		}

		private List<String> command(String main) {
			List<String> command = new ArrayList<>(this.wrapper);
			command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
					"-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath()));
			command.addAll(this.options);
			command.add(main);
			return command;
		}

	}

}
