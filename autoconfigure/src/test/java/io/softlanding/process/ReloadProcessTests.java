/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reloads of a process of its own.
 */
@Tag("first-leg")
class ReloadProcessTests {

	private static final String CONFIGURATION = "app.title: Shop\napp.api-key: hunter2\napp.more: 1\n";

	@TempDir
	Path directory;

	private ChildProcess.Launch launch() throws IOException {
		write(CONFIGURATION);
		return ChildProcess.launch()
			.with("softlanding.reload.enabled=true", "spring.config.additional-location=file:" + this.directory + "/");
	}

	private void write(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	@Test
	void aStormOfSignalsIsTwoReloads() throws Exception {
		try (ChildProcess process = launch().start()) {
			process.awaitReady();
			int threads = process.threads();
			write(CONFIGURATION.replace("Shop", "Store"));
			Process storm = new ProcessBuilder("bash", "-c",
					"for i in {1..20000}; do kill -USR1 %d; done".formatted(process.pid()))
				.start();
			assertThat(storm.waitFor()).isZero();
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.pollInterval(Duration.ofMillis(10))
				.until(() -> process.threads() <= threads + 2);
			process.awaitLine("Reload (SIGNAL) APPLIED");
			process.awaitLine("Reload (SIGNAL) UNCHANGED");
			// Whatever might still come would have been delivered before this one.
			write(CONFIGURATION.replace("Shop", "Market"));
			process.signal("USR1");
			Awaitility.await().until(() -> reloads(process) >= 3);
			assertThat(reloads(process)).as(process.output()).isEqualTo(3);
			process.signal("TERM");
			assertThat(process.awaitExit()).isEqualTo(143);
			assertThat(process.output()).doesNotContain("hunter2");
		}
	}

	@Test
	void aTerminalThatClosesReloadsInsteadOfEndingTheProcess() throws Exception {
		try (ChildProcess process = launch().with("softlanding.signals.reload=USR1,HUP").start()) {
			process.awaitReady();
			write(CONFIGURATION.replace("Shop", "Store"));
			process.signal("HUP");
			process.awaitLine("Reload (SIGNAL) APPLIED");
			assertThat(process.isAlive()).isTrue();
			process.signal("TERM");
			assertThat(process.awaitExit()).isEqualTo(143);
		}
	}

	@Test
	void aSignalDoesWhatItDoesWithoutUsUntilReloadsAreUsed() throws Exception {
		try (ChildProcess process = ChildProcess.launch().start().awaitReady()) {
			process.signal("USR1");
			assertThat(process.awaitExit()).as(process.output()).isEqualTo(138);
		}
	}

	private static long reloads(ChildProcess process) {
		return process.lines().stream().filter((line) -> line.startsWith("Reload (SIGNAL)")).count();
	}

	@Test
	void aFileThatMayNotBeReadIsRefused() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")));
		try (ChildProcess process = launch()
			.by("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
			.start()) {
			process.awaitReady();
			Files.setPosixFilePermissions(this.directory.resolve("application.yml"),
					PosixFilePermissions.fromString("---------"));
			process.signal("USR1");
			process.awaitLine("Reload (SIGNAL) INVALID");
			Files.setPosixFilePermissions(this.directory.resolve("application.yml"),
					PosixFilePermissions.fromString("rw-------"));
			process.signal("USR1");
			process.awaitLine("Reload (SIGNAL) UNCHANGED");
		}
	}

	@Test
	void aValidConfigurationIsPrintedAndTheProcessExitsWithZero() throws Exception {
		try (ChildProcess process = launch().with("softlanding.validate").start()) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
			assertThat(process.lines()).anyMatch((line) -> line.startsWith("app.title = Shop"))
				.anyMatch((line) -> line.startsWith("app.api-key = ******"))
				.contains("The configuration is valid")
				.doesNotContain("READY");
			assertThat(process.output()).doesNotContain("hunter2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled", "softlanding.reload.enabled" })
	void whatIsSwitchedOffIsCheckedAllTheSame(String property) throws Exception {
		write(CONFIGURATION);
		try (ChildProcess process = ChildProcess.launch()
			.with("softlanding.validate", property + "=false",
					"spring.config.additional-location=file:" + this.directory + "/")
			.start()) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
			assertThat(process.lines()).contains("The configuration is valid").doesNotContain("READY");
		}
	}

	@Test
	void anInvalidConfigurationIsExplainedAndTheProcessExitsWithOne() throws Exception {
		ChildProcess.Launch launch = launch();
		write(CONFIGURATION
				+ "softlanding.web.retry-after: soon\nsoftlanding.reload.history: 0\napp.loop: ${app.loop}\n");
		try (ChildProcess process = launch.with("softlanding.validate").start()) {
			assertThat(process.awaitExit()).as(process.output()).isEqualTo(1);
			String file = this.directory.resolve("application.yml").toString();
			assertThat(process.lines()).contains(
					"INVALID softlanding.web.retry-after = soon: is not a java.time.Duration (%s:4)".formatted(file),
					"INVALID softlanding.reload.history is 0. It must be 1 or more.",
					"INVALID app.loop = ******: refers to itself (%s:6)".formatted(file),
					"The configuration is invalid");
		}
	}

}
