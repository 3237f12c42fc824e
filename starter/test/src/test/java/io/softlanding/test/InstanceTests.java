/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/**
 * Processes that are no Java application.
 */
class InstanceTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private Instance start(String... command) throws IOException {
		return new Instance(0, Files.createTempDirectory(this.directory, "instance"), List.of(command));
	}

	@Test
	void theTimeOfAnEndDoesNotDependOnWhenItIsLookedAt() throws Exception {
		Instance first = start("sleep", "60");
		first.kill();
		InstanceEnd second = start("sleep", "3").awaitEnd(TIMEOUT);
		assertThat(first.awaitEnd(TIMEOUT).took()).isLessThan(second.took());
	}

	@Test
	void aPausedProcessEndsWhenItIsResumed() throws Exception {
		Instance instance = start("sleep", "60");
		instance.pause();
		instance.signal("TERM");
		assertThat(instance.isAlive()).isTrue();
		instance.resume();
		InstanceEnd end = instance.awaitEnd(TIMEOUT);
		assertThat(end.signal()).isEqualTo("TERM");
		assertThat(end.exitCode()).isEqualTo(143);
		assertThat(end.inTime()).isTrue();
	}

	@Test
	void aProcessThatHasEndedGetsNoSignal() throws Exception {
		Instance instance = start("true");
		assertThat(instance.awaitEnd(TIMEOUT).signal()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> instance.signal("TERM"))
			.withMessageContaining("Instance 0 has ended");
	}

	@Test
	void theReportIsReadFromTheLogWhereThereIsNoFile() throws Exception {
		InstanceEnd end = start("echo", "INFO Exit report: {\"stage\":\"graceful\",\"outcome\":\"PARTIAL\"} ")
			.awaitEnd(TIMEOUT);
		assertThat(end.report()).isNotNull();
		assertThat(end.stage()).isEqualTo("graceful");
	}

	@Test
	void aReportThatIsNotFinishedIsNone() throws Exception {
		InstanceEnd end = start("echo", "Exit report: {\"stage\":\"pending\"}").awaitEnd(TIMEOUT);
		assertThat(end.report()).isNull();
		assertThat(end.stage()).isEqualTo("pending");
		assertThat(start("echo", "Exit report: {").awaitEnd(TIMEOUT).stage()).isEqualTo("none");
	}

	@Test
	void aProcessThatMayNotBeSignalledIsNamed() throws Exception {
		Process foreign = mock(Process.class, RETURNS_DEEP_STUBS);
		given(foreign.getInputStream()).willReturn(InputStream.nullInputStream());
		given(foreign.isAlive()).willReturn(true);
		given(foreign.pid()).willReturn(4711L);
		Instance instance = new Instance(0, this.directory, foreign);
		assertThatIllegalStateException().isThrownBy(() -> instance.signal("TERM"))
			.withMessageStartingWith("SIGTERM could not be sent to process 4711");
	}

	@Test
	void aSignalThatDoesNotExistIsNamed() throws Exception {
		Instance instance = start("sleep", "60");
		assertThatIllegalStateException().isThrownBy(() -> instance.signal("NOTHING"))
			.withMessageStartingWith("SIGNOTHING could not be sent");
		instance.kill();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aDiskThatIsFullFailsWritesUntilItIsEmptied() throws Exception {
		Path file = this.directory.resolve("file");
		Instance instance = start("sh", "-c",
				"trap '' XFSZ; while :; do echo x >" + file + " && echo written || echo failed; sleep 0.1; done");
		assertThat(Deadline.in(TIMEOUT).await(() -> instance.output().contains("written"))).isTrue();
		instance.fillDisk();
		assertThat(Deadline.in(TIMEOUT).await(() -> instance.output().contains("failed"))).isTrue();
		instance.emptyDisk();
		assertThat(Deadline.in(TIMEOUT).await(() -> instance.output().endsWith("failed\nwritten\n"))).isTrue();
		instance.kill();
	}

}
