/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.softlanding.drain.DrainAutoConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupMarker}, in applications that start after one that ended
 * gracefully.
 */
class StartupMarkerTests {

	@TempDir
	private Path directory;

	private Path file;

	private ApplicationContextRunner runner;

	@BeforeEach
	void aProcessHasEnded() throws IOException {
		this.file = this.directory.resolve("exit.json");
		Files.writeString(this.file, "{\"stage\":\"graceful\",\"reason\":\"SIGTERM\"}");
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class))
			.withPropertyValues("softlanding.drain.report-file=" + this.file);
	}

	@Test
	void theOldReportIsReadAndReplacedBeforeTheApplicationHasAnyBean() {
		this.runner.withBean("slow", Seen.class, () -> new Seen(stage())).run((context) -> {
			assertThat(context.getBean(Seen.class).stage()).isEqualTo("running");
			assertThat(context.getBean(LastExit.class).stage()).isEqualTo(ExitStage.GRACEFUL);
		});
	}

	@Test
	void aContextThatClosesBeforeItIsReadyHasNotBeenKilled() {
		this.runner.run((context) -> assertThat(stage()).isEqualTo("running"));
		assertThat(stage()).isEqualTo("none");
		assertThat(new ReportFile(this.file).read()).isEqualTo(LastExit.NONE);
	}

	@Test
	void aStartThatFailsHasNotBeenKilled() {
		this.runner.withBean("broken", Seen.class, () -> {
			throw new IllegalStateException("on purpose");
		}).run((context) -> assertThat(context).hasFailed());
		assertThat(new ReportFile(this.file).read()).isEqualTo(LastExit.NONE);
	}

	@Test
	void theBuildOfAnImageLeavesNoMark() {
		this.runner.withSystemProperties("spring.aot.processing=true").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(stage()).isEqualTo("graceful");
		});
	}

	@Test
	void anEmptyPathIsNone() {
		this.runner.withPropertyValues("softlanding.drain.report-file=")
			.run((context) -> assertThat(context.getBean(LastExit.class)).isEqualTo(LastExit.NONE));
	}

	private Object stage() {
		try {
			Map<String, Object> report = JsonParserFactory.getJsonParser().parseMap(Files.readString(this.file));
			return report.get("stage");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What a bean of the application has found. */
	record Seen(Object stage) {
	}

}
