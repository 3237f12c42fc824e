/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What can be read of a process when it is dead.
 */
@Tag("first-leg")
class ExitReportProcessTests {

	@TempDir
	private Path directory;

	@Test
	void theNextStartSaysHowTheOneBeforeEnded() throws Exception {
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).containsOnly(Map.entry("stage", "none"));
			app.signal("KILL");
			assertThat(app.awaitExit()).isEqualTo(137);
		}
		assertThat(json(file())).containsEntry("stage", "running");
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).containsEntry("stage", "killed").containsKey("since").doesNotContainKey("took");
			assertThat(metric(app, "softlanding.exit.last?tag=stage:killed")).contains("\"value\":1.0");
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			// One schema in all places.
			assertThat(json(file())).containsEntry("stage", "graceful").isEqualTo(app.report());
		}
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).containsEntry("stage", "graceful")
				.containsEntry("reason", "SIGTERM")
				.containsKeys("took", "at", "since")
				.hasEntrySatisfying("signalLatency", (latency) -> assertThat((String) latency).startsWith("PT0.0"));
			assertThat(metric(app, "softlanding.exit.signal.latency")).contains("\"baseUnit\":\"seconds\"")
				.doesNotContain("\"value\":0.0}");
			assertThat(metric(app, "softlanding.exit.duration?tag=stage:graceful"))
				.contains("\"statistic\":\"COUNT\",\"value\":1.0");
			assertThat(metric(app, "softlanding.exit.duration?tag=stage:forced"))
				.contains("\"statistic\":\"COUNT\",\"value\":0.0");
		}
	}

	@Test
	void aProcessThatIsKilledWhileItHangsInTheHandoffHasLeftItsReportAsPending() throws Exception {
		try (ChildProcess app = launch().with("fault.hang=HANDOFF", "softlanding.drain.timeout=60s")
			.start()
			.awaitReady()) {
			app.signal("TERM").awaitLine("HANDOFF: hanging");
			app.signal("KILL").awaitExit();
		}
		assertThat(json(file())).containsEntry("stage", "pending").containsEntry("reason", "SIGTERM");
		assertThat(json(message())).containsEntry("stage", "pending");
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).containsEntry("stage", "killed").containsEntry("reason", "SIGTERM");
		}
	}

	@Test
	void whatWasEndedByForceIsToldAtTheNextStart() throws Exception {
		try (ChildProcess app = launch().with("softlanding.drain.timeout=3s", "softlanding.drain.reserve=1s")
			.start()
			.awaitReady();
				HttpConnection done = HttpConnection.get(app.port(), "/work?ms=300");
				HttpConnection stuck = HttpConnection.get(app.port(), "/work?ms=60000")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(done.read().status()).isEqualTo(200);
			app.awaitExit();
			assertThat(app.report().get("force")).isEqualTo(Map.of("ended", 1, "forced", 1, "share", 0.5));
			assertThat(stuck).isNotNull();
		}
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app).get("force")).isEqualTo(Map.of("ended", 1, "forced", 1, "share", 0.5));
			assertThat(metric(app, "softlanding.exit.work?tag=outcome:forced")).contains("\"value\":1.0");
		}
	}

	/** In the working directory, and where the option says. */
	@ParameterizedTest
	@ValueSource(strings = { "hs_err_pid%p.log", "errors/of-%p.log" })
	void aProcessThatCrashedHasLeftItsErrorFile(String file) throws Exception {
		Path errors = Files.createDirectories(this.directory.resolve(file)).getParent();
		Files.delete(errors.resolve(file.substring(file.indexOf('/') + 1)));
		ChildProcess.Launch launch = launch().by("sh", "-c", "cd " + this.directory + " && exec \"$@\"", "sh")
			.options("-XX:-CreateCoredumpOnCrash");
		if (file.contains("/")) {
			launch.options("-XX:ErrorFile=" + file);
		}
		long pid;
		try (ChildProcess app = launch.start().awaitReady()) {
			pid = app.pid();
			app.signal("SEGV");
			assertThat(app.awaitExit()).as("with and without a core dump").isIn(134, 1);
		}
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).as(app.output())
				.containsEntry("stage", "crashed")
				.containsEntry("errorFile",
						this.directory.resolve(file.replace("%p", "" + pid)).toRealPath().toString());
			assertThat(metric(app, "softlanding.exit.last?tag=stage:crashed")).contains("\"value\":1.0");
		}
	}

	/** A real one, where control groups of version 1 can be made. */
	@Test
	void aProcessThatTheKernelKilledForWantOfMemoryIsTold() throws Exception {
		Path group = Path.of("/sys/fs/cgroup/memory/softlanding-" + ProcessHandle.current().pid());
		assumeThat(Files.isWritable(group.getParent())).as("control groups of version 1").isTrue();
		Files.createDirectory(group);
		try {
			Files.writeString(group.resolve("memory.limit_in_bytes"), "400M");
			String[] inGroup = { "sh", "-c", "echo $$ > " + group + "/cgroup.procs && exec \"$@\"", "sh" };
			try (ChildProcess app = launch().by(inGroup).options("-Xmx2g").start().awaitReady();
					HttpConnection leak = HttpConnection.get(app.port(), "/leak")) {
				assertThat(app.awaitExit()).as(app.output()).isEqualTo(137);
				assertThat(leak).isNotNull();
			}
			try (ChildProcess app = launch().by(inGroup).start().awaitReady()) {
				assertThat(lastExit(app)).as(app.output()).containsEntry("stage", "oom_killed");
				app.signal("KILL").awaitExit();
			}
			try (ChildProcess app = launch().by(inGroup).start().awaitReady()) {
				assertThat(lastExit(app)).containsEntry("stage", "killed").containsEntry("cause", "SIGKILL or halt");
				app.signal("KILL").awaitExit();
			}
			try (ChildProcess app = launch().start().awaitReady()) {
				assertThat(lastExit(app)).as("in another group")
					.containsEntry("stage", "killed")
					.containsEntry("cause", "unknown");
			}
		}
		finally {
			Awaitility.await().ignoreExceptions().until(() -> Files.deleteIfExists(group));
		}
	}

	@Test
	void aProcessThatIsHaltedHasWrittenItsReportEverywhere() throws Exception {
		Path log = this.directory.resolve("app.log");
		Path configuration = this.directory.resolve("logback.xml");
		Files.writeString(configuration, """
				<configuration>
					<appender name="FILE" class="ch.qos.logback.core.FileAppender">
						<file>%s</file>
						<immediateFlush>false</immediateFlush>
						<encoder><pattern>%%m%%n</pattern></encoder>
					</appender>
					<appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
						<appender-ref ref="FILE"/>
					</appender>
					<root level="INFO"><appender-ref ref="ASYNC"/></root>
				</configuration>
				""".formatted(log));
		try (ChildProcess app = launch().with("fault.hang-destroy=true", "logging.config=" + configuration)
			.start()
			.awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(124);
		}
		assertThat(json(file())).containsEntry("stage", "forced");
		assertThat(json(message())).containsEntry("stage", "forced").containsEntry("state", "STOPPED");
		assertThat(log).content().contains("The process has not ended in time", "Exit report: {\"stage\":\"forced\"");
		assertThat(log).content().doesNotContain("Flushed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/dev/full", "missing/report.json", ".", "/proc/1/no" })
	void whereTheReportCannotBeWrittenTheDrainGoesOn(String path) throws Exception {
		String file = path.startsWith("/") ? path : this.directory.resolve(path).toString();
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.report-file=" + file, "softlanding.drain.termination-message=/dev/full")
			.start()
			.awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("stage", "graceful");
			assertThat(app.participant("exit-report")).containsEntry("outcome", "FAILED");
			assertThat(app.output()).contains("The exit report could not be written to " + Path.of(file),
					"The exit report could not be written to /dev/full: java.io.IOException: No space left");
		}
	}

	@Test
	void anOldReportOfGarbageStopsNeitherStartNorDrain() throws Exception {
		Files.writeString(file(), "\u0000 password=secret".repeat(100_000));
		try (ChildProcess app = launch().start().awaitReady()) {
			assertThat(lastExit(app)).containsOnly(Map.entry("stage", "unknown"));
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.output()).contains("it is unknown how the previous process ended").doesNotContain("secret");
		}
		assertThat(json(file())).containsEntry("stage", "graceful");
	}

	@Test
	void aReportThatIsLongerThanAMessageIsSummedUp() throws Exception {
		try (ChildProcess app = launch().with("fault.long-report=true").start().awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(Files.size(file())).isGreaterThan(10_000);
			assertThat(Files.size(message())).isLessThanOrEqualTo(4096);
			assertThat(json(message())).containsEntry("stage", "graceful").containsEntry("truncated", true);
		}
	}

	private ChildProcess.Launch launch() throws IOException {
		if (!Files.exists(message())) {
			Files.createFile(message());
		}
		return ChildProcess.launch()
			.with("softlanding.drain.report-file=" + file(), "softlanding.drain.termination-message=" + message());
	}

	private Path file() {
		return this.directory.resolve("exit.json");
	}

	private Path message() {
		return this.directory.resolve("termination-log");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> lastExit(ChildProcess app) throws IOException {
		try (HttpConnection status = HttpConnection.get(app.port(), "/actuator/shutdown-status")) {
			return (Map<String, Object>) JsonParserFactory.getJsonParser()
				.parseMap(status.read().text())
				.get("lastExit");
		}
	}

	private static String metric(ChildProcess app, String name) throws IOException {
		try (HttpConnection metric = HttpConnection.get(app.port(), "/actuator/metrics/" + name)) {
			return metric.read().text();
		}
	}

	private static Map<String, Object> json(Path file) throws IOException {
		return JsonParserFactory.getJsonParser().parseMap(Files.readString(file));
	}

}
