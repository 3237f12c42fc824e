/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application without a web server in a process of its own, which may end before it is
 * ready.
 */
final class JobProcess implements AutoCloseable {

	/** What would start servers, brokers or schedulers. */
	private static final Pattern LEFT_OUT = Pattern
		.compile(".*/(spring-kafka|spring-rabbit|artemis|spring-boot-starter-artemis|spring-jms|spring-grpc|rsocket"
				+ "|spring-boot-(kafka|amqp|artemis|rsocket)|spring-websocket|spring-webmvc|spring-webflux|tomcat)[^/]*");

	private final Path output;

	private final Path report;

	private final Process process;

	private JobProcess(Path directory, String url, Class<?> application, String... properties) throws IOException {
		this.output = Files.createTempFile(directory, "output", ".log");
		this.report = Files.createTempFile(directory, "report", ".json");
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				String.join(File.pathSeparator,
						Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
							.filter((path) -> !LEFT_OUT.matcher(path).matches())
							.toList()),
				application.getName(), "--spring.datasource.url=" + url, "--spring.batch.jdbc.initialize-schema=always",
				"--spring.main.web-application-type=none", "--softlanding.drain.report-file=" + this.report));
		Arrays.stream(properties).map((property) -> "--" + property).forEach(command::add);
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
	}

	static JobProcess start(Path directory, Class<?> application, String... properties) throws IOException {
		return start(directory, url(directory), application, properties);
	}

	static JobProcess start(Path directory, String url, Class<?> application, String... properties) throws IOException {
		return new JobProcess(directory, url, application, properties);
	}

	static String url(Path directory) {
		return "jdbc:h2:" + directory.resolve("jobs") + ";DB_CLOSE_ON_EXIT=FALSE";
	}

	static JdbcTemplate jdbc(Path directory) {
		return new JdbcTemplate(new DriverManagerDataSource(url(directory)));
	}

	void awaitOutput(String text) {
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
			assertThat(this.process.isAlive() || output().contains(text)).as(output()).isTrue();
			return output().contains(text);
		});
	}

	String output() throws IOException {
		return Files.readString(this.output);
	}

	String report() throws IOException {
		return Files.readString(this.report);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void term() {
		this.process.toHandle().destroy();
	}

	/** As {@code kill -9} does. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	void signal(String name) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor();
	}

	int awaitExit() throws InterruptedException, IOException {
		assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
