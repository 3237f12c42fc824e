/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that the build has processed ahead of time, on the JVM.
 */
@Timeout(180)
class AotProcessTests {

	@TempDir
	Path directory;

	@Test
	void anApplicationThatUsesNothingStartsAndDrains() throws Exception {
		try (ChildProcess app = processed(ChildProcess.launch()).start().awaitReady()) {
			assertThat(get(app, "/actuator/health")).contains("UP").doesNotContain("softlanding");
			assertThat(get(app, "/actuator/shutdown-status")).contains("RUNNING");
			drains(app, "done");
		}
	}

	@Test
	void aReactiveApplicationStartsAndDrains() throws Exception {
		try (ChildProcess app = processed(ChildProcess.launch().onNetty()).start().awaitReady()) {
			assertThat(get(app, "/actuator/shutdown-status")).contains("RUNNING");
			drains(app, "done");
		}
	}

	@Test
	void whatIsSwitchedOnWorks() throws Exception {
		Path yaml = this.directory.resolve("application.yml");
		Files.writeString(yaml, "greeting.text: first\n");
		Path report = this.directory.resolve("report.json");
		ChildProcess.Launch launch = processed(ChildProcess.launch().running(AotApplication.class),
				"--softlanding.panic.read-only.threshold=9", "--softlanding.panic.readiness.mode=guarded",
				"--softlanding.panic.routes[/work].fallback=last-good");
		assertThat(report).doesNotExist();
		// The signal is chosen when the application starts.
		try (ChildProcess app = launch
			.with("spring.config.additional-location=file:" + this.directory + "/", "softlanding.signals.reload=HUP",
					"softlanding.drain.report-file=" + report)
			.start()
			.awaitReady()) {
			assertThat(app.lines()).contains("JOB true");
			assertThat(get(app, "/actuator/health")).contains("\"softlanding\":{\"status\":\"UP\"}");
			assertThat(get(app, "/work?ms=1")).isEqualTo("first");
			Files.writeString(yaml, "greeting.text: second\n");
			app.signal("HUP").awaitLine("Reload (SIGNAL) APPLIED");
			assertThat(get(app, "/actuator/reloads")).contains("greeting.text").contains("APPLIED");
			drains(app, "second");
			assertThat(report).content().contains("SIGTERM");
		}
	}

	private static void drains(ChildProcess app, String answer) throws Exception {
		assertThat(app.output()).contains("Starting AOT-processed");
		try (HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().text()).isEqualTo(answer);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("reason", "SIGTERM").containsEntry("stage", "graceful");
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
		}
	}

	private static String get(ChildProcess app, String path) throws IOException {
		try (HttpConnection connection = HttpConnection.get(app.port(), path)) {
			return connection.read().text();
		}
	}

	/** Does what {@code process-aot} and the compiler do in a build. */
	private ChildProcess.Launch processed(ChildProcess.Launch launch, String... properties) throws Exception {
		Path sources = Files.createDirectories(this.directory.resolve("sources"));
		Path resources = Files.createDirectories(this.directory.resolve("resources"));
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		List<String> arguments = Stream
			.concat(Stream.of(sources, resources, classes, "io.softlanding", "guest").map(Object::toString),
					Stream.of(properties))
			.toList();
		try (ChildProcess build = launch.process("org.springframework.boot.SpringApplicationAotProcessor",
				arguments.toArray(String[]::new))) {
			assertThat(build.awaitExit()).as(build.output()).isZero();
		}
		compile(sources, classes, launch.classPath());
		return launch.options("-Dspring.aot.enabled=true").before(classes, resources);
	}

	private static void compile(Path sources, Path classes, String classPath) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Stream<Path> generated = Files.walk(sources)) {
			List<Path> java = generated.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(java).isNotEmpty();
			List<String> options = List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString());
			assertThat(
					compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(java)).call())
				.isTrue();
		}
	}

}
