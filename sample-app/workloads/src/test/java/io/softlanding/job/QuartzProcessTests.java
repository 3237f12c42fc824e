/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs of Quartz in processes that end, in memory and in a clustered store. */
class QuartzProcessTests {

	private static final String[] CLUSTERED = { "spring.quartz.job-store-type=jdbc",
			"spring.quartz.jdbc.initialize-schema=always",
			"spring.quartz.properties.org.quartz.jobStore.isClustered=true",
			"spring.quartz.properties.org.quartz.jobStore.driverDelegateClass=org.quartz.impl.jdbcjobstore.StdJDBCDelegate",
			"spring.quartz.properties.org.quartz.scheduler.instanceId=AUTO" };

	@TempDir
	Path directory;

	@Test
	void whatHasBegunIsDoneWithoutAnySetting() throws Exception {
		try (JobProcess process = start()) {
			process.awaitOutput("begun");
			process.term();
			assertThat(process.awaitExit()).isEqualTo(143);
			assertThat(count("begun")).as(process.output()).isPositive().isEqualTo(count("done"));
			assertThat(process.report()).contains("quartz-standby").contains("quartz-jobs");
		}
	}

	@Test
	void aClusteredStoreHoldsNoFiredTriggerAfterwards() throws Exception {
		try (JobProcess process = start(CLUSTERED)) {
			process.awaitOutput("begun");
			process.term();
			assertThat(process.awaitExit()).isEqualTo(143);
			assertThat(count("begun")).as(process.output()).isPositive().isEqualTo(count("done"));
			assertThat(JobProcess.jdbc(this.directory)
				.queryForList("select trigger_name, state from qrtz_fired_triggers where state = 'EXECUTING'"))
				.isEmpty();
		}
	}

	@Test
	void aJobThatOutlastsTheDrainIsNamed() throws Exception {
		try (JobProcess process = start("app.millis=60000", "softlanding.drain.grace-period=5s")) {
			process.awaitOutput("begun");
			process.term();
			process.awaitExit();
			assertThat(process.report()).contains("remaining-quartz-jobs").contains("app.writes");
		}
	}

	@Test
	void aSchedulerThatWaitsForItsJobsFinishesThem() throws Exception {
		try (JobProcess process = start("app.millis=7000", "softlanding.drain.grace-period=12s",
				"spring.quartz.wait-for-jobs-to-complete-on-shutdown=true")) {
			process.awaitOutput("begun");
			process.term();
			process.awaitExit();
			assertThat(count("begun")).as(process.output()).isPositive().isEqualTo(count("done"));
		}
	}

	private JobProcess start(String... properties) throws IOException {
		return JobProcess.start(this.directory, QuartzApplication.class, properties);
	}

	private long count(String what) {
		return JobProcess.jdbc(this.directory)
			.queryForObject("select count(*) from event where what = ?", Long.class, what);
	}

}
