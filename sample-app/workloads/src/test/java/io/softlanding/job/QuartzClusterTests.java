/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two schedulers of a cluster, of which one is drained. */
class QuartzClusterTests extends QuartzFixture {

	private static final int TRIGGERS = 40;

	private static final List<String> RAN = new CopyOnWriteArrayList<>();

	private Scheduler first;

	private Scheduler second;

	@BeforeEach
	void start() throws Exception {
		RAN.clear();
		DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new ResourceDatabasePopulator(new ClassPathResource("org/quartz/impl/jdbcjobstore/tables_h2.sql"))
			.execute(dataSource);
		this.first = member("first", dataSource);
		this.second = member("second", dataSource);
	}

	@Test
	void whatIsDueRunsOnceOnTheOtherWhenOneEnds() throws Exception {
		schedule("ends");
		awaitRuns(5);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		assertThat(this.participant.drain(context(DrainReason.SIGTERM, 60_000, DrainPass.LAST)).outcome())
			// Assumed if its thread has taken a trigger that it has not fired.
			.isIn(DrainOutcome.COMPLETED, DrainOutcome.NOTHING_TO_DO, DrainOutcome.ASSUMED);
		long before = runs("first");
		awaitRuns(TRIGGERS);
		assertThat(runs("first")).isEqualTo(before);
		assertThat(runs("second")).isPositive();
		assertEachRanOnce();
	}

	@Test
	void oneThatIsResumedRunsJobsAgain() throws Exception {
		standby(DrainPhase.ANNOUNCE, DrainReason.MAINTENANCE);
		schedule("maintenance");
		awaitRuns(TRIGGERS);
		assertThat(runs("first")).isZero();
		this.jobs.resume();
		this.second.standby();
		RAN.clear();
		schedule("resumed");
		awaitRuns(TRIGGERS);
		assertThat(runs("first")).isPositive();
		assertEachRanOnce();
	}

	private static void assertEachRanOnce() {
		assertThat(RAN.stream().map((run) -> run.substring(run.indexOf(' '))).toList()).hasSize(TRIGGERS)
			.doesNotHaveDuplicates();
	}

	private static void awaitRuns(int count) {
		await().atMost(Duration.ofMinutes(2)).until(() -> RAN.size() >= count);
	}

	private static long runs(String member) {
		return RAN.stream().filter((run) -> run.startsWith(member + " ")).count();
	}

	private Scheduler member(String id, DataSource dataSource) throws Exception {
		Properties properties = new Properties();
		properties.setProperty("org.quartz.scheduler.instanceId", id);
		properties.setProperty("org.quartz.jobStore.isClustered", "true");
		properties.setProperty("org.quartz.jobStore.misfireThreshold", "600000");
		properties.setProperty("org.quartz.threadPool.threadCount", "2");
		SchedulerFactoryBean factory = new SchedulerFactoryBean();
		factory.setSchedulerName("cluster");
		factory.setQuartzProperties(properties);
		factory.setDataSource(dataSource);
		factory.afterPropertiesSet();
		factory.start();
		if (id.equals("first")) {
			this.beans.registerSingleton(id, factory);
		}
		this.schedulers.put(id, factory.getScheduler());
		return factory.getScheduler();
	}

	private void schedule(String group) throws SchedulerException {
		JobDetail job = JobBuilder.newJob(Notes.class).withIdentity(group).storeDurably().build();
		this.second.addJob(job, false);
		long now = System.currentTimeMillis();
		for (int i = 0; i < TRIGGERS; i++) {
			this.second.scheduleJob(TriggerBuilder.newTrigger()
				.withIdentity(Integer.toString(i), group)
				.forJob(job)
				.startAt(new Date(now + i * 50L))
				.build());
		}
	}

	/** Notes where it ran, and for which trigger. */
	public static class Notes implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			try {
				RAN.add(context.getScheduler().getSchedulerInstanceId() + " " + context.getTrigger().getKey());
			}
			catch (SchedulerException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
