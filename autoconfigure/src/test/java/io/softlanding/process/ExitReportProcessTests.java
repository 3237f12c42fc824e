package io.softlanding.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be read of a process when it is dead.
 */
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
				.containsKeys("took", "at", "since");
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
		assertThat(log).content().contains("Not ended in time", "Exit report: {\"stage\":\"forced\"");
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
			assertThat(app.output()).contains("how the last process ended is unknown").doesNotContain("secret");
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
