/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real signals to a process of its own.
 */
@Tag("first-leg")
class DrainProcessTests {

	@ParameterizedTest
	@CsvSource({ "TERM, SIGTERM, 143", "INT, SIGINT, 130" })
	void drainsAndKeepsTheExitCodeOfTheSignal(String signal, String reason, int code) throws Exception {
		try (ChildProcess app = ChildProcess.launch().start().awaitReady()) {
			app.signal(signal);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(code);
			assertThat(app.report()).containsEntry("reason", reason)
				.containsEntry("stage", "graceful")
				.containsEntry("state", "STOPPED");
			assertThat(app.lines().stream().filter(List.of("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF")::contains))
				.containsExactly("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TRANSACTIONS, test-caches test-locks test-handoff", "CACHES, test-locks test-handoff",
			"LOCKS, test-handoff", "HANDOFF, test-handoff",
			"IN_FLIGHT, test-transactions test-caches test-locks test-handoff",
			"ANNOUNCE, test-transactions test-caches test-locks test-handoff" })
	void whatHangsIsNamedAndTheOthersStillGetTheirFloor(String phase, String others) throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.hang=" + phase).start().awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("hanging")).containsEntry("outcome", "TIMED_OUT").containsKey("stack");
			for (String other : others.split(" ")) {
				assertThat(app.participant(other)).containsEntry("outcome", "COMPLETED");
				long millis = Duration.parse((String) app.participant(other).get("had")).toMillis();
				assertThat(millis).as(other).isPositive();
			}
		}
	}

	@Test
	void whatThrowsIsNamedAndTheOthersGoOn() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.throw=CACHES").start().awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("throwing")).containsEntry("outcome", "FAILED");
			assertThat(app.participant("test-locks")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void aProcessThatDoesNotEndIsHalted() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.hang-destroy=true").start().awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(124);
			assertThat(app.report()).containsEntry("stage", "forced").containsEntry("state", "STOPPED");
			assertThat(app.output()).contains("hangingDestroy").contains("FaultyApplication.hang");
		}
	}

	@Test
	void aBeanThatBlocksInItsStopDoesNotEatTheReserve() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.block-stop-ms=3500").start().awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("STOP BLOCKS", "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF",
					"STOP RETURNS");
			assertThat(app.report()).containsEntry("state", "STOPPED");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TERM, true, 143", "INT, false, 130" })
	void theSameSignalAgainGoesStraightToTheBackHalf(String signal, boolean secondTermForces, int code)
			throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.timeout=40s", "softlanding.signals.second-term-forces=" + secondTermForces)
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=30000")) {
			app.awaitLine("WORKING").signal(signal).awaitLine("IN_FLIGHT: 1 request in flight");
			app.signal(signal).awaitLine("Second signal received").signal(signal);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(code);
			assertThat(app.participant("requests")).containsEntry("outcome", "TIMED_OUT");
			assertThat(app.participant("requests").get("unfinished").toString()).contains("/work");
			assertThat(app.participant("test-handoff")).containsEntry("outcome", "COMPLETED");
			assertThat(app.report()).containsEntry("forced", true);
		}
	}

	@Test
	void aSecondTermChangesNothing() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=30s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=4000")) {
			app.awaitLine("WORKING").signal("TERM").awaitLine("IN_FLIGHT: 1 request in flight").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).doesNotContainKey("forced").containsEntry("reason", "SIGTERM");
		}
	}

	@Test
	void aContextThatNothingElseClosesIsClosedAfterASignal() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("spring.main.register-shutdown-hook=false")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1000")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("stage", "graceful").containsEntry("state", "STOPPED");
			assertThat(app.output()).contains("Softlanding closes the context after a signal")
				.contains("TRANSACTIONS", "HANDOFF");
		}
	}

	@Test
	void anotherSignalDuringADrainChangesNothing() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=30s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=3000")) {
			app.awaitLine("WORKING").signal("INT").awaitLine("IN_FLIGHT: 1 request in flight").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(130);
			assertThat(app.report()).doesNotContainKey("forced").containsEntry("reason", "SIGINT");
		}
	}

	@Test
	void termWhileARunnerRunsIsDrained() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.runner=true", "softlanding.drain.timeout=3s")
			.start()
			.awaitLine("RUNNING");
				HttpConnection readiness = HttpConnection.get(app.port(), "/actuator/health/readiness");
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1000")) {
			assertThat(readiness.read().status()).isEqualTo(503);
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.output()).contains("READINESS REFUSING_TRAFFIC");
			assertThat(app.participant("requests")).containsEntry("outcome", "COMPLETED");
			assertThat(app.participant("work")).as("it ends when a bean stops").containsEntry("outcome", "COMPLETED");
			assertThat(app.lines()).as("published by Spring Boot after the runner")
				.doesNotContain("READINESS ACCEPTING_TRAFFIC");
		}
	}

	@Test
	void termWhileBeansAreMadeEndsTheProcess() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("fault.slow-start-ms=2000").start().awaitLine("STARTING")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.output()).doesNotContain("Draining because");
		}
	}

	@Test
	void termWhileABeanHangsInItsCreationEndsWithTheHalt() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.slow-start-ms=600000", "softlanding.drain.grace-period=2s", "softlanding.drain.timeout=1s",
					"softlanding.drain.halt-after=1500ms", "softlanding.drain.reserve=500ms")
			.start()
			.awaitLine("STARTING")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(124);
			assertThat(app.output()).contains("The process has not ended in time").contains("FaultyApplication");
			assertThat(app.report()).containsEntry("stage", "forced");
		}
	}

	@Test
	void aRequestThatClosesTheContextIsNotWaitedFor() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=50s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/close")) {
			// With the server gone nothing keeps the process alive, and the request's
			// thread,
			// a daemon, may not get to its next line.
			assertThat(app.awaitExit()).as(app.output()).isZero();
			assertThat(app.report()).containsEntry("reason", "CLOSE");
			assertThat(app.participant("requests")).extracting("outcome").isIn("COMPLETED", "NOTHING_TO_DO");
		}
	}

	@Test
	void aRequestThatExitsTheProcessIsNotWaitedFor() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=50s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/exit")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(7);
			assertThat(app.participant("requests")).extracting("outcome").isIn("COMPLETED", "NOTHING_TO_DO");
		}
	}

	@Test
	void twoContextsInOneProcessAreBothDrained() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.second-context=true")
			.start()
			.awaitLine("BOTH READY")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.reports()).hasSize(2)
				.allSatisfy((report) -> assertThat(report).containsEntry("reason", "SIGTERM")
					.containsEntry("state", "STOPPED"));
		}
	}

	@Test
	void aProcessThatLivesOnIsNeverHalted() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.close-and-live=true", "fault.hang-destroy=true", "softlanding.drain.timeout=1s",
					"softlanding.drain.reserve=500ms", "softlanding.drain.halt-after=2s")
			.start()) {
			assertThat(app.awaitExit()).as(app.output()).isZero();
			assertThat(app.output()).contains("ALIVE while closing: true")
				.contains("The process has not ended in time");
		}
	}

	@Test
	void withoutSignalHandlersTheCloseOfTheContextDrains() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.signals.enabled=false").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.report()).containsEntry("reason", "CLOSE").containsEntry("state", "STOPPED");
		}
	}

	@Test
	void withReducedSignalsItSaysSoAndAnExitStillDrains() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-Xrs").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/exit")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(7);
			assertThat(app.output()).contains("SIGINT and SIGTERM cannot be handled");
			assertThat(app.report()).containsEntry("reason", "CLOSE");
		}
	}

	@Test
	void anIgnoredSignalIsSaidAtStart() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.by("sh", "-c", "trap '' TERM; exec \"$@\"", "sh")
			.start()
			.awaitReady()) {
			assertThat(app.output()).contains("started with SIGTERM ignored");
			app.signal("TERM").signal("INT");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(130);
		}
	}

	@Test
	void aStuckRequestIsNamedAndCostsNoMoreThanTheTimeout() throws Exception {
		try (ChildProcess app = ChildProcess.launch().start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/block/17")) {
			app.awaitLine("WORKING").signal("TERM");
			// Halted after 6 s, so 143 proves that Tomcat's own seven seconds were not
			// spent.
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			Map<String, Object> unfinished = ChildProcess.list(app.participant("requests").get("unfinished")).get(0);
			assertThat(unfinished).containsEntry("route", "/block/{id}")
				.containsEntry("method", "GET")
				.containsKeys("age", "thread");
			assertThat(unfinished.get("stack").toString()).contains("FaultyApplication");
			assertThat(app.report().get("inFlight").toString()).startsWith("{active=1");
			// Tomcat interrupts what is left when it is destroyed; nobody does before.
			assertThat(app.lines().stream().takeWhile((line) -> !line.equals("HANDOFF")))
				.noneMatch((line) -> line.startsWith("INTERRUPTED"));
		}
	}

	@Test
	void unfinishedRequestsAreInterruptedWhenAskedFor() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.interrupt-unfinished=true", "fault.block-stop-ms=100")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/block/17")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("STOP BLOCKS", "STOP RETURNS");
			// Beans that stop before the back half are stopped meanwhile.
			assertThat(app.lines()).anyMatch((line) -> line.startsWith("INTERRUPTED"));
		}
	}

	@Test
	void aConsoleThatBlocksDoesNotStopTheDrain(@TempDir Path directory) throws Exception {
		Path trace = directory.resolve("trace");
		try (ChildProcess app = ChildProcess.launch().options("-Dfault.trace=" + trace).start().awaitReady()) {
			app.stopReading();
			try (HttpConnection request = HttpConnection.get(app.port(), "/flood")) {
				assertThat(request.read().status()).isEqualTo(200);
			}
			app.signal("TERM");
			// Spring's own closing thread blocks in its log line, so the watchdog has to
			// end it.
			assertThat(app.awaitExit()).isEqualTo(124);
			assertThat(trace).content().isEqualTo("TRANSACTIONS\nCACHES\nLOCKS\nHANDOFF\n");
		}
	}

	@Test
	void aListenerOfReadinessThatHangsDoesNotStopTheDrain() throws Exception {
		try (ChildProcess app = ChildProcess.launch().options("-Dfault.hang-listener=true").start().awaitReady()) {
			app.signal("TERM");
			// Spring publishes the same change again before it closes anything, and hangs
			// there.
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(124);
			assertThat(app.report()).containsEntry("stage", "forced").containsEntry("state", "STOPPED");
			assertThat(app.participant("test-handoff")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void aSecondSignalDuringTheQuietPeriodNamesWhatStillRuns() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.timeout=40s", "softlanding.web.quiet-period.min=9s",
					"softlanding.signals.second-term-forces=true")
			.start()
			.awaitReady(); HttpConnection probe = HttpConnection.get(app.port(), "/actuator/health/readiness")) {
			assertThat(probe.read().status()).isEqualTo(200);
			try (HttpConnection request = HttpConnection.get(app.port(), "/block/17")) {
				app.awaitLine("WORKING").signal("TERM").awaitLine("QUIET_PERIOD: serving").signal("TERM");
				assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
				assertThat(app.participant("quiet-period")).containsEntry("outcome", "TIMED_OUT");
				assertThat(app.participant("tomcat-intake")).containsEntry("outcome", "COMPLETED");
				assertThat(app.participant("requests").get("unfinished").toString()).contains("/block/{id}");
			}
		}
	}

	@Test
	void whereRequestsAreNotTrackedTheWebServersOwnDrainWaitsForThem() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.web.enabled=false", "server.shutdown=graceful", "softlanding.drain.timeout=8s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/work?ms=1500")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
		}
	}

	@Test
	void aContextThatHasClosedDoesNotHaltTheProcessWhileAnotherCloses() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.second-context=true", "fault.slow-destroy-ms=1600", "softlanding.drain.timeout=1s",
					"softlanding.drain.reserve=500ms", "softlanding.drain.halt-after=3s")
			.start()
			.awaitLine("BOTH READY"); HttpConnection request = HttpConnection.get(app.port(), "/exit")) {
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(7);
			assertThat(app.reports()).hasSize(2);
		}
	}

	@Test
	void aSignalEndsAProcessWhoseContextDoesNotClose() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("fault.close-and-live=true", "fault.live-long=true", "fault.hang-destroy=true",
					"softlanding.drain.timeout=1s", "softlanding.drain.reserve=500ms",
					"softlanding.drain.halt-after=2s")
			.start()
			.awaitLine("ALIVE while closing: true")) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(124);
		}
	}

}
