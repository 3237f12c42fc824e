/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Applications that misbehave are named, and none is left running.
 */
@Tag("first-leg")
class DrainHarnessProcessTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void anApplicationThatDoesNotStartIsShownWithItsOutput() {
		assertThatIllegalStateException().isThrownBy(() -> faulty("throws").start())
			.withMessageContaining("ended with exit code 1 before it was ready")
			.withMessageContaining("this application does not start");
		assertNothingRuns();
	}

	@Test
	void anApplicationThatHangsInItsStartIsShownWithItsThreads() {
		assertThatIllegalStateException().isThrownBy(() -> faulty("hangs").startTimeout(Duration.ofSeconds(3)).start())
			.withMessageContaining("was not ready within PT3S")
			.withMessageContaining("FaultyApplication.block");
		assertNothingRuns();
	}

	@Test
	void aPortThatIsTakenIsNamed() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
			assertThatIllegalStateException()
				.isThrownBy(() -> faulty("").property("server.port", Integer.toString(taken.getLocalPort())).start())
				.withMessageContaining("Port " + taken.getLocalPort() + " was already in use");
		}
	}

	@Test
	void aProbeThatIsNotAnsweredIsNamedWithItsResponse() {
		assertThatIllegalStateException()
			.isThrownBy(() -> faulty("").readiness("/nothing-here", Duration.ofMillis(100), 1).start())
			.withMessageContaining("The last response of /nothing-here: 404");
		assertNothingRuns();
	}

	@ParameterizedTest
	@ValueSource(strings = { "parent", "parent-before" })
	void thePortOfAContextIsThatOfItsChild(String fault) throws Exception {
		try (DrainHarness harness = faulty(fault).start()) {
			assertThat(harness.port()).isPositive();
		}
	}

	@Test
	void aClassWithoutAMainMethodIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> DrainHarness.of(String.class).start())
			.withMessageContaining("java.lang.String has no public static method main");
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-value", "=1" })
	void aPropertyWithoutANameIsRefused(String property) {
		assertThatIllegalArgumentException().isThrownBy(() -> faulty("").properties(property))
			.withMessageContaining(property);
	}

	@Test
	void anApplicationThatPrintsMegabytesIsNotHeldUpAndItsOutputIsBounded() throws Exception {
		try (DrainHarness harness = faulty("prints").start()) {
			String output = harness.instance(0).output();
			assertThat(output).hasSizeLessThan(5 * 1024 * 1024)
				.contains("line 0 xxx", "the last line", "Started FaultyApplication")
				.containsPattern("\\[… \\d+ bytes …]");
		}
	}

	@Test
	void anApplicationThatIgnoresTheSignalIsKilledAndShownWithItsThreads() throws Exception {
		try (DrainHarness harness = faulty("endless").property("softlanding.enabled", "false")
			.endTimeout(Duration.ofSeconds(3))
			.start()) {
			InstanceEnd end = harness.stop(0);
			assertThat(end.inTime()).isFalse();
			assertThat(harness.instance(0).output()).contains("FaultyApplication.block");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(harness).endedWithin(MINUTE))
				.withMessageContaining("instance 0 did not end and was killed");
		}
		assertNothingRuns();
	}

	@Test
	void anApplicationWithoutAPortStarts() throws Exception {
		try (DrainHarness harness = faulty("").property("spring.main.web-application-type", "none")
			.property("spring.main.keep-alive", "true")
			.start()) {
			assertThat(harness.port()).isEqualTo(-1);
		}
	}

	private static DrainHarnessBuilder faulty(String fault) {
		return DrainHarness.of(FaultyApplication.class).property("fault", fault);
	}

	private static void assertNothingRuns() {
		assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
	}

}
