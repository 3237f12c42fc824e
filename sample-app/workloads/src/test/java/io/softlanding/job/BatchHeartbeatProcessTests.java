/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Processes that end or pause in a batch job, and their successors. */
class BatchHeartbeatProcessTests {

	private static final String BEATS = "softlanding.job.batch.heartbeat-interval=2s";

	private static final int ITEMS = 400;

	@TempDir
	Path directory;

	private JobDatabase database;

	@BeforeAll
	static void needsBatch5() {
		assumeTrue(ClassUtils.isPresent("org.springframework.batch.core.Job", null),
				"The test application is compiled for Spring Batch 5, whose classes have moved in Batch 6");
	}

	@BeforeEach
	void openDatabase() throws Exception {
		this.database = JobDatabase.start();
	}

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void aSuccessorClosesTheExecutionOfAKilledProcessAndContinuesIt() throws Exception {
		try (JobProcess process = start("app.millis=20", BEATS)) {
			process.awaitOutput("chunk 10");
			assertThat(message()).startsWith("Heartbeat ");
			process.kill();
			assertThat(statuses()).containsExactly("STARTED");
		}
		try (JobProcess process = start("app.millis=0", BEATS)) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
			assertThat(process.output()).contains("was closed as FAILED");
		}
		assertThat(statuses()).containsExactly("FAILED", "COMPLETED");
		assertThat(numbers()).isEqualTo(IntStream.range(0, ITEMS).boxed().toList());
	}

	@Test
	void anExecutionThatRunsElsewhereIsLeftAloneAndOneThatIsClosedCommitsNothingMore() throws Exception {
		try (JobProcess paused = start("app.millis=40", BEATS);
				JobProcess other = start("spring.batch.job.enabled=false", "spring.main.keep-alive=true", BEATS)) {
			paused.awaitOutput("chunk 5");
			other.awaitOutput("Started BatchApplication");
			paused.signal("STOP");
			Thread.sleep(1200);
			paused.signal("CONT");
			String before = message();
			await().atMost(Duration.ofSeconds(10)).until(() -> !message().equals(before));
			assertThat(statuses()).containsExactly("STARTED");
			paused.signal("STOP");
			other.awaitOutput("was closed as FAILED");
			List<Integer> committed = numbers();
			assertThat(statuses()).containsExactly("FAILED");
			paused.signal("CONT");
			paused.awaitExit();
			assertThat(numbers()).as(paused.output()).isEqualTo(committed);
			assertThat(paused.output()).contains("was closed by another process");
			assertThat(statuses()).as(paused.output()).containsExactly("FAILED");
		}
		try (JobProcess process = start("app.millis=0", BEATS)) {
			assertThat(process.awaitExit()).as(process.output()).isZero();
		}
		assertThat(numbers()).isEqualTo(IntStream.range(0, ITEMS).boxed().toList());
	}

	@Test
	void anExecutionWithoutAHeartbeatIsLeftAlone() throws Exception {
		try (JobProcess process = start("app.millis=20")) {
			process.awaitOutput("chunk 5");
			assertThat(message()).isEmpty();
			process.kill();
		}
		try (JobProcess other = start("spring.batch.job.enabled=false", "spring.main.keep-alive=true", BEATS)) {
			other.awaitOutput("has not ended and has no heartbeat");
			assertThat(statuses()).containsExactly("STARTED");
		}
	}

	private JobProcess start(String... properties) throws IOException {
		String[] all = new String[properties.length + 2];
		all[0] = "spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration";
		all[1] = "app.items=" + ITEMS;
		System.arraycopy(properties, 0, all, 2, properties.length);
		return JobProcess.start(this.directory, this.database.url(), BatchApplication.class, all);
	}

	private JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

	private String message() {
		return jdbc().queryForObject("select exit_message from batch_job_execution", String.class);
	}

	private List<String> statuses() {
		return jdbc().queryForList("select status from batch_job_execution order by job_execution_id", String.class);
	}

	private List<Integer> numbers() {
		return jdbc().queryForList("select number from written order by number", Integer.class);
	}

}
