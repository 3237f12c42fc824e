/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of tasks when a process is told to end.
 */
@Tag("first-leg")
class WorkProcessTests {

	@Test
	void tasksThatWaitAtTermHaveEndedByTheExit() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=20s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/tasks?count=2000&ms=2")) {
			assertThat(request.read().status()).isEqualTo(200);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("ALL TASKS ENDED", "TRANSACTIONS");
			assertThat(app.participant("work")).containsEntry("outcome", "COMPLETED");
			assertThat(app.report().get("work").toString()).startsWith("{running=0, waiting=0");
		}
	}

	@Test
	void aTaskThatARequestStartsAtItsEndIsWaitedFor() throws Exception {
		try (ChildProcess app = ChildProcess.launch().with("softlanding.drain.timeout=20s").start().awaitReady();
				HttpConnection request = HttpConnection.get(app.port(), "/task-at-the-end?ms=1000")) {
			app.awaitLine("WORKING").signal("TERM");
			assertThat(request.read().status()).isEqualTo(200);
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("ALL TASKS ENDED", "TRANSACTIONS")
				.doesNotContain("INTERRUPTED");
			assertThat(app.participant("work")).containsEntry("outcome", "COMPLETED")
				.containsEntry("summary", "1 task or job ended since the drain began");
		}
	}

	@Test
	void tasksThatDoNotEndAreNamedWithThoseBehindThem() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("spring.task.execution.pool.core-size=2", "softlanding.drain.halt-after=30s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/stuck-tasks")) {
			assertThat(request.read().status()).isEqualTo(200);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("work")).containsEntry("outcome", "TIMED_OUT");
			assertThat(ChildProcess.list(app.participant("work").get("remaining"))).singleElement()
				.satisfies((left) -> assertThat(left).containsEntry("name", "TaskController")
					.containsEntry("running", 2)
					.containsEntry("waiting", 98)
					.containsKeys("age", "thread", "stack"));
			assertThat(app.participant("test-handoff")).containsEntry("outcome", "COMPLETED");
		}
	}

	@Test
	void aSecondSignalNamesTheTasksThatRun() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.drain.timeout=40s", "softlanding.drain.halt-after=60s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/stuck-tasks")) {
			assertThat(request.read().status()).isEqualTo(200);
			app.signal("TERM").awaitLine("IN_FLIGHT: 8 tasks and jobs running, 92 waiting").signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.participant("work").get("remaining").toString()).contains("TaskController");
		}
	}

	@Test
	void aCloseOfTheContextWaitsForTasksToo() throws Exception {
		try (ChildProcess app = ChildProcess.launch()
			.with("softlanding.signals.enabled=false", "softlanding.drain.timeout=20s")
			.start()
			.awaitReady(); HttpConnection request = HttpConnection.get(app.port(), "/tasks?count=2000&ms=2")) {
			assertThat(request.read().status()).isEqualTo(200);
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(app.lines()).containsSubsequence("ALL TASKS ENDED", "TRANSACTIONS");
		}
	}

}
