/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is made of a report and of an exit code, with processes that are no Java
 * application.
 */
class DrainAssertTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final String REPORT = """
			{"stage":"graceful","reason":"SIGTERM","outcome":"COMPLETED","phases":[
			{"phase":"IN_FLIGHT","outcome":"COMPLETED","participants":[{"name":"requests","outcome":"COMPLETED"}]}]}
			""";

	@TempDir
	private Path directory;

	private DrainHarness harness;

	@BeforeEach
	void start() throws Exception {
		this.harness = new DrainHarness(new DrainHarnessOptions(Shop.class, 1, Map.of(), List.of(), List.of(), "/",
				Duration.ofSeconds(1), 1, MINUTE, MINUTE));
	}

	@AfterEach
	void close() {
		this.harness.close();
	}

	private void loaded(long sent, long answered, String... keys) {
		this.harness
			.loaded(new LoadResult(sent, answered, Map.of(), List.of(), 0, Duration.ZERO, List.of(keys), 0, false));
	}

	/** After a load that is fine. */
	private void drained() throws Exception {
		loaded(10, 10);
		ended(REPORT, 143);
	}

	private void ended(String report, int exitCode) throws Exception {
		Instance instance = new Instance(0, this.directory, List.of("sh", "-c", "trap 'exit " + exitCode
				+ "' TERM; sleep 60 >/dev/null & echo 'Exit report: " + report.replace("\n", "") + "'; wait"));
		assertThat(Deadline.in(MINUTE).await(() -> instance.output().endsWith("}\n"))).isTrue();
		instance.signal("TERM");
		this.harness.ended(instance);
	}

	@Test
	void aReportInWhichEverythingIsDonePasses() throws Exception {
		drained();
		assertThat(this.harness).lostNothing().drainedCompletely();
	}

	@Test
	void aReportThatWasWrittenLaterThanItsDrainWaitedIsComplete() throws Exception {
		loaded(10, 10);
		ended(REPORT.replace("COMPLETED\",\"phases", "TIMED_OUT\",\"phases")
			.replace("}]}]}", "}]},{\"phase\":\"HANDOFF\",\"outcome\":\"TIMED_OUT\",\"participants\":["
					+ "{\"name\":\"exit-report\",\"outcome\":\"TIMED_OUT\"}]}]}"),
				143);
		assertThat(this.harness).drainedCompletely();
	}

	@Test
	void aParticipantThatTimedOutIsNotComplete() throws Exception {
		ended(REPORT.replace("COMPLETED", "TIMED_OUT"), 143);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.harness).drainedCompletely())
			.withMessageStartingWith("instance 0 was not drained completely: graceful, TIMED_OUT");
	}

	@Test
	void workThatStillRunsIsLost() throws Exception {
		ended(REPORT.replace("graceful", "forced").replace("\"requests\",\"outcome\":\"COMPLETED\"", "\"requests\""),
				143);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.harness).lostNothing())
			.withMessageStartingWith("instance 0 has not finished requests");
	}

	@Test
	void nothingIsKnownFromAReportWithoutPhases() throws Exception {
		ended("{\"stage\":\"forced\",\"reason\":\"PANIC\",\"incomplete\":true}", 143);
		assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(this.harness).lostNothing())
			.withMessageContaining("instance 0 has an incomplete exit report");
	}

	@Test
	void nothingIsKnownOfALoadWithRequestsThatNeitherEndedNorFailed() throws Exception {
		drained();
		loaded(10, 9);
		assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(this.harness).lostNothing())
			.withMessageContaining("not every request is accounted for");
	}

	@Test
	void nothingIsKnownFromALedgerThatWasComparedWithNothing() throws Exception {
		drained();
		this.harness.ledger(List::of);
		assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(this.harness).lostNothing())
			.withMessageContaining("the ledger was compared with nothing");
	}

	@Test
	void nothingIsKnownFromKeysThatAreAllTheSame() throws Exception {
		drained();
		this.harness.ledger(() -> List.of("a"));
		loaded(2, 2, "a", "a");
		assertThatExceptionOfType(InconclusiveError.class).isThrownBy(() -> assertThat(this.harness).lostNothing())
			.withMessageContaining("only 1 of 2 acknowledged keys are different");
	}

	@Test
	void aProcessThatCrashesAfterItsSignalFailsEachAssertion() throws Exception {
		ended(REPORT, 134);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.harness).endedWithin(MINUTE))
			.withMessageStartingWith("instance 0 crashed or was killed, with exit code 134");
	}

}
