/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Jobs of Spring Batch in processes that end, on a repository in a database. */
class BatchProcessTests {

	@TempDir
	Path directory;

	private JobDatabase database;

	@BeforeEach
	void startDatabase() throws SQLException {
		this.database = JobDatabase.start();
	}

	@AfterEach
	void stopDatabase() {
		this.database.close();
	}

	@BeforeAll
	static void needsBatch5() {
		assumeTrue(ClassUtils.isPresent("org.springframework.batch.core.Job", null),
				"The test application is compiled for Spring Batch 5, whose classes have moved in Batch 6");
	}

	@Tag("first-leg")
	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void everyRestartContinuesAtTheLastCommittedChunk() throws Exception {
		int rounds = Integer.getInteger("batch.rounds", 4);
		int items = rounds * 40;
		for (int i = 0; i < rounds; i++) {
			try (JobProcess process = start("app.items=" + items, "app.millis=20",
					"softlanding.job.batch.stop-after=0s")) {
				process.awaitOutput("chunk ");
				Thread.sleep(ThreadLocalRandom.current().nextInt(300));
				process.term();
				assertThat(process.awaitExit()).as(process.output()).isEqualTo(143);
				assertThat(statuses()).as(process.output()).containsOnly("STOPPED");
				assertThat(statuses()).hasSize(i + 1);
				assertThat(process.report()).contains("stopped at a chunk");
			}
			assertThat(numbers()).isEqualTo(IntStream.range(0, numbers().size()).boxed().toList());
			assertThat(numbers().size()).isLessThan(items);
		}
		try (JobProcess process = start("app.items=" + items, "app.millis=0")) {
			assertThat(process.awaitExit()).isZero();
		}
		assertThat(numbers()).isEqualTo(IntStream.range(0, items).boxed().toList());
		assertThat(statuses()).filteredOn("COMPLETED"::equals).hasSize(1);
		print("Softlanding: %d signals, 0 executions left STARTED, %d of %d restarts continued, %d items written once",
				rounds, rounds, rounds, items);
	}

	/** What the other tests would look like if nothing was done. */
	@Tag("first-leg")
	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void plainSpringBootLeavesExecutionsStarted() throws Exception {
		int rounds = Integer.getInteger("batch.plain", 1);
		int refused = 0;
		for (int i = 0; i < rounds; i++) {
			jdbc().execute("drop all objects");
			String[] plain = { "softlanding.enabled=false", "app.items=2000", "app.millis=20" };
			try (JobProcess process = start(plain)) {
				process.awaitOutput("chunk ");
				process.term();
				process.awaitExit();
				assertThat(statuses()).as(process.output()).containsExactly("STARTED");
			}
			try (JobProcess process = start(plain)) {
				process.awaitExit();
				assertThat(process.output()).contains("JobExecutionAlreadyRunningException");
				refused++;
			}
		}
		print("Spring Boot: %d signals, %d executions left STARTED, %d of %d restarts refused", rounds, rounds, refused,
				rounds);
	}

	private static void print(String line, Object... values) {
		// CHECKSTYLE:OFF
		System.out.println(String.format(line, values));
		// CHECKSTYLE:ON
	}

	@Test
	void aJobThatEndsInTimeIsNotStopped() throws Exception {
		try (JobProcess process = start("app.items=40", "app.millis=30", "softlanding.drain.grace-period=30s")) {
			process.awaitOutput("chunk ");
			process.term();
			process.awaitExit();
			assertThat(statuses()).as(process.output()).containsExactly("COMPLETED");
			assertThat(numbers()).hasSize(40);
		}
	}

	@Test
	void aTaskletThatNeverLooksCompletesAndTheNextStepDoesNotBegin() throws Exception {
		try (JobProcess process = start("app.kind=tasklet-first", "app.millis=1500",
				"softlanding.job.batch.stop-after=0s")) {
			process.awaitOutput("tasklet begun");
			process.term();
			process.awaitExit();
			assertThat(statuses()).as(process.output()).containsExactly("STOPPED");
			assertThat(numbers()).containsExactly(-2, -1);
			assertThat(stepStatuses()).containsEntry("tasklet", "COMPLETED").containsEntry("chunks", "STOPPED");
		}
	}

	@Test
	void aSingleTaskletIsRecordedAsCompleted() throws Exception {
		try (JobProcess process = start("app.kind=tasklet", "app.millis=1500", "softlanding.job.batch.stop-after=0s")) {
			process.awaitOutput("tasklet begun");
			process.term();
			process.awaitExit();
			assertThat(statuses()).as(process.output()).containsExactly("COMPLETED");
		}
	}

	@Test
	void partitionsAreStoppedTogether() throws Exception {
		try (JobProcess process = start("app.kind=partitions", "app.items=500", "app.millis=20",
				"softlanding.job.batch.stop-after=0s")) {
			process.awaitOutput("chunk 5");
			process.term();
			process.awaitExit();
			assertThat(statuses()).as(process.output()).containsExactly("STOPPED");
			assertThat(jdbc().queryForList("select status from batch_step_execution", String.class)).hasSize(4)
				.containsOnly("STOPPED");
		}
	}

	@Test
	void aJobOnItsOwnThreadIsStopped() throws Exception {
		try (JobProcess process = start("app.launch=own", "spring.batch.job.enabled=false", "app.items=2000",
				"app.millis=20", "softlanding.drain.grace-period=6s", "spring.main.keep-alive=true")) {
			process.awaitOutput("chunk 5");
			process.term();
			assertThat(process.awaitExit()).isEqualTo(143);
			assertThat(statuses()).as(process.output()).containsExactly("STOPPED");
		}
	}

	@Tag("first-leg")
	@Test
	void aChunkLongerThanTheDrainIsNamed() throws Exception {
		try (JobProcess process = start("app.items=2000", "app.millis=4000", "softlanding.drain.grace-period=6s",
				"app.launch=own", "spring.batch.job.enabled=false", "spring.main.keep-alive=true")) {
			process.awaitOutput("Executing step");
			process.term();
			process.awaitExit();
			assertThat(process.report()).contains("remaining-batch-jobs")
				.contains("\"name\":\"numbers\"")
				.contains("\"stopRequested\":true")
				.contains("own-1");
			assertThat(statuses()).containsExactly("STARTED");
		}
	}

	private JobProcess start(String... properties) throws IOException {
		// The threads of a scheduler would keep a process alive whose job has ended.
		return JobProcess
			.start(this.directory, this.database.url(), BatchApplication.class, StringUtils.addStringToArray(properties,
					"spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration"));
	}

	private JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

	private List<String> statuses() {
		return jdbc().queryForList("select status from batch_job_execution order by job_execution_id", String.class);
	}

	private Map<String, String> stepStatuses() {
		return jdbc().query("select step_name, status from batch_step_execution", (rows) -> {
			Map<String, String> statuses = new HashMap<>();
			while (rows.next()) {
				statuses.put(rows.getString(1), rows.getString(2));
			}
			return statuses;
		});
	}

	private List<Integer> numbers() {
		return jdbc().queryForList("select number from written order by number", Integer.class);
	}

}
