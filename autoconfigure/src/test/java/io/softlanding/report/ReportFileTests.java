/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.ForcedShare;
import io.softlanding.process.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(OutputCaptureExtension.class)
class ReportFileTests {

	private static final Map<String, Object> ANOTHER = Map.of("pid", 1, "startedAt", "2026-01-01T00:00:00Z");

	@TempDir
	private Path directory;

	@Test
	void aReportComesBackAsTheLastExit() throws IOException {
		ReportFile file = file();
		file.write(report("graceful"));
		assertThat(file.read()).isEqualTo(new LastExit(ExitStage.GRACEFUL, "SIGTERM", Duration.ofMillis(3400),
				Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofMillis(4),
				new ForcedShare(9, 1), Map.of()));
		assertThat(this.directory).isDirectoryContaining((path) -> path.equals(file.path()))
			.isDirectoryNotContaining((path) -> !path.equals(file.path()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "running", "pending" })
	void whatWasNotFinishedBelongsToAProcessThatWasKilled(String stage) throws IOException {
		file().write(report(stage));
		assertThat(file().read().stage()).isEqualTo(ExitStage.KILLED);
		assertThat(file().read().took()).isNull();
	}

	@Test
	void theMarkerOfThisVeryProcessIsNoExit() throws IOException {
		Map<String, Object> marker = report("running");
		marker.put("process", ProcessIdentity.describe());
		file().write(marker);
		assertThat(file().read()).isEqualTo(LastExit.NONE);
	}

	@Test
	void whereNoFileIsThereWasNoProcess() {
		assertThat(file().read()).isEqualTo(LastExit.NONE);
		assertThat(new ReportFile(this.directory).read()).isEqualTo(LastExit.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "password=secret", "[]", "{}", "{\"stage\":\"secret\"}", "{\"stage\":[1]}",
			"\u0000\u0001\u0002", "{\"stage\":\"killed\"}" })
	void garbageIsAnUnknownExitAndNotShown(String garbage, CapturedOutput output) throws IOException {
		Files.writeString(file().path(), garbage);
		assertThat(file().read()).isEqualTo(LastExit.UNKNOWN);
		assertThat(output).contains("it is unknown how the previous process ended").doesNotContain("secret");
	}

	@Test
	void garbageWithoutEndIsReadNoFurther(CapturedOutput output) throws IOException {
		Files.writeString(file().path(), "[".repeat(3 * 1024 * 1024));
		assertThat(file().read()).isEqualTo(LastExit.UNKNOWN);
	}

	@Test
	void nothingOfAReportIsShownThatDoesNotLookAsItShould() throws IOException {
		Map<String, Object> report = report("forced");
		report.put("reason", "password=secret");
		report.put("took", "secret");
		report.put("at", 17);
		report.put("process", "secret");
		report.put("signalLatency", "secret");
		report.put("force", Map.of("ended", "secret"));
		file().write(report);
		assertThat(file().read().status()).containsExactlyEntriesOf(Map.of("stage", "forced"));
	}

	@Test
	void aFileThatCannotBeReplacedIsOverwritten() throws IOException {
		ReportFile file = file();
		Files.writeString(file.path(), "x".repeat(100_000));
		blockReplacing();
		file.write(report("graceful"));
		assertThat(json(file.path())).containsEntry("stage", "graceful").containsKey("phases");
	}

	@Test
	void theStartMarkerTakesTheRoomOfASummary() throws IOException {
		file().write(report("running"));
		assertThat(file().path()).hasSize(4096);
		assertThat(json(file().path())).containsEntry("stage", "running");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aFullDiskIsAnError() {
		Path full = Path.of("/dev/full");
		assertThatThrownBy(() -> new ReportFile(full).write(report("graceful"))).isInstanceOf(IOException.class)
			.hasMessageContaining("No space left");
		assertThat(Files.isRegularFile(full)).as("still the device").isFalse();
		assertThat(new ReportFile(full).read()).isEqualTo(LastExit.NONE);
	}

	@Test
	void aDirectoryThatIsMissingIsAnError() {
		assertThatThrownBy(() -> new ReportFile(this.directory.resolve("no/report.json")).write(report("graceful")))
			.isInstanceOf(IOException.class);
	}

	@Test
	void aDirectoryInsteadOfAFileIsAnError() {
		assertThatThrownBy(() -> new ReportFile(this.directory).write(report("graceful")))
			.isInstanceOf(IOException.class);
	}

	@Test
	void aLinkStaysALink() throws IOException {
		Path target = Files.createDirectory(this.directory.resolve("volume")).resolve("target.json");
		Files.writeString(target, "{}");
		Files.createSymbolicLink(file().path(), target);
		file().write(report("graceful"));
		assertThat(file().path()).isSymbolicLink();
		assertThat(json(target)).containsEntry("stage", "graceful");
	}

	@Test
	void aSummaryFitsIntoWhatKubernetesKeeps() {
		List<Map<String, Object>> participants = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			participants.add(Map.of("name", "stuck-" + i, "outcome", "TIMED_OUT", "summary", "ü\"\n".repeat(10_000)));
			participants.add(Map.of("name", "fine-" + i, "outcome", "COMPLETED", "summary", "ok"));
		}
		Map<String, Object> report = report("forced");
		report.put("phases", List.of(Map.of("phase", "IN_FLIGHT", "outcome", "TIMED_OUT", "participants", participants),
				Map.of("phase", "HANDOFF", "outcome", "COMPLETED")));
		String summary = ExitSummary.of(report);
		assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isBetween(3000, 4096);
		Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(summary);
		assertThat(document).containsEntry("stage", "forced")
			.containsEntry("reason", "SIGTERM")
			.containsEntry("truncated", true);
		assertThat(document.get("phases").toString()).contains("stuck-0").doesNotContain("fine-");
	}

	@Test
	void aShortSummarySaysWhatDidNotEndWell() {
		Map<String, Object> report = report("graceful");
		report.put("phases",
				List.of(Map.of("phase", "LOCKS", "outcome", "FAILED", "took", "PT1S", "participants",
						List.of(Map.of("name", "redis", "outcome", "FAILED", "stack", List.of("a")),
								Map.of("name", "zoo", "outcome", "COMPLETED")))));
		assertThat(JsonParserFactory.getJsonParser().parseMap(ExitSummary.of(report))).doesNotContainKey("truncated")
			.doesNotContainKey("inFlight")
			.containsEntry("phases", List.of(Map.of("phase", "LOCKS", "outcome", "FAILED", "took", "PT1S",
					"participants", List.of(Map.of("name", "redis", "outcome", "FAILED")))));
	}

	@Test
	void theTerminationMessageIsWrittenWhereThereIsOneOnly() throws IOException {
		Path path = this.directory.resolve("termination-log");
		TerminationMessage message = new TerminationMessage(path);
		message.write(report("graceful"));
		assertThat(path).doesNotExist();
		Files.writeString(path, "x".repeat(10_000));
		message.write(report("running"));
		assertThat(path).hasSize(10_000);
		message.write(report("graceful"));
		assertThat(json(path)).containsEntry("stage", "graceful").containsKey("phases").doesNotContainKey("inFlight");
	}

	private ReportFile file() {
		return new ReportFile(this.directory.resolve("report.json"));
	}

	/** No file can be made where a directory is that is not empty. */
	private void blockReplacing() throws IOException {
		Files.createDirectories(this.directory.resolve("report.json.tmp/full"));
	}

	private static Map<String, Object> report(String stage) {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("stage", stage);
		report.put("at", "2026-01-02T03:04:05Z");
		report.put("process", ANOTHER);
		report.put("reason", "SIGTERM");
		report.put("took", "PT3.4S");
		report.put("signalLatency", "PT0.004S");
		report.put("force", Map.of("ended", 9, "forced", 1, "share", 0.1));
		report.put("phases", List.of());
		report.put("inFlight", Map.of("active", 3));
		return report;
	}

	private static Map<String, Object> json(Path file) throws IOException {
		return JsonParserFactory.getJsonParser().parseMap(Files.readString(file));
	}

}
