/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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

}
