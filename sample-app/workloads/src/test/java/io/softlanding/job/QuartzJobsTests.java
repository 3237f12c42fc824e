/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Jobs of real schedulers, in drains of each kind. */
class QuartzJobsTests {

	private static final Map<String, CountDownLatch> ENDS = new ConcurrentHashMap<>();

	private static final AtomicInteger BEGUN = new AtomicInteger();

	private static final AtomicInteger INTERRUPTED = new AtomicInteger();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final QuartzJobs jobs = new QuartzJobs(new LocalSchedulers(this.beans, NanoClock.SYSTEM), NanoClock.SYSTEM);

	private final JobsParticipant participant = new JobsParticipant(this.jobs.jobWait());

	private final Map<String, Scheduler> schedulers = new ConcurrentHashMap<>();

	@BeforeEach
	void reset() {
		ENDS.clear();
		BEGUN.set(0);
		INTERRUPTED.set(0);
	}

	@AfterEach
	void shutdown() throws SchedulerException {
		ENDS.values().forEach(CountDownLatch::countDown);
		for (Scheduler scheduler : this.schedulers.values()) {
			scheduler.shutdown(true);
		}
	}

	@Test
	void aDrainThatEndsPutsAllSchedulersInStandbyAndWaits() throws Exception {
		Scheduler first = scheduler("first", 2);
		Scheduler second = scheduler("second", 2);
		run(first, "one", Blocks.class);
		run(second, "two", Blocks.class);
		awaitBegun(2);
		assertThat(standby(DrainPhase.INTAKE, DrainReason.SIGTERM).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(first.isInStandbyMode()).isTrue();
		assertThat(second.isInStandbyMode()).isTrue();
		assertThat(this.jobs.running()).extracting(RunningJob::name)
			.containsExactlyInAnyOrder("DEFAULT.one", "DEFAULT.two");
		release("one", 200);
		release("two", 400);
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 10_000, DrainPass.LAST));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("2 jobs ended");
	}

	@Test
	void noJobBeginsDuringTheDrain() throws Exception {
		Scheduler scheduler = scheduler("busy", 5);
		scheduler.scheduleJob(JobBuilder.newJob(Quick.class).withIdentity("quick").build(),
				TriggerBuilder.newTrigger()
					.withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(3).repeatForever())
					.build());
		awaitBegun(20);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		this.participant.drain(context(DrainReason.SIGTERM, 10_000, DrainPass.LAST));
		int begun = BEGUN.get();
		TimeUnit.MILLISECONDS.sleep(500);
		assertThat(BEGUN).hasValue(begun);
	}

	@Test
	void noJobBeginsWhenAWorkerIsFreed() throws Exception {
		Scheduler scheduler = scheduler("full", 1);
		run(scheduler, "first", Blocks.class);
		awaitBegun(1);
		run(scheduler, "second", Blocks.class);
		TimeUnit.MILLISECONDS.sleep(100);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		release("first", 600);
		release("second", 1000);
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 10_000, DrainPass.LAST));
		assertThat(result.summary()).isEqualTo("1 job ended");
		TimeUnit.MILLISECONDS.sleep(300);
		assertThat(BEGUN).hasValue(1);
	}

	@Test
	void aJobThatBeginsInMaintenanceWhenAWorkerIsFreedIsWaitedFor() throws Exception {
		Scheduler scheduler = scheduler("upkeep", 1);
		run(scheduler, "first", Blocks.class);
		awaitBegun(1);
		run(scheduler, "second", Blocks.class);
		TimeUnit.MILLISECONDS.sleep(100);
		standby(DrainPhase.ANNOUNCE, DrainReason.MAINTENANCE);
		release("first", 300);
		release("second", 1500);
		DrainResult result = this.participant.drain(context(DrainReason.MAINTENANCE, 10_000, DrainPass.LAST));
		assertThat(result.summary()).isEqualTo("2 jobs ended");
		assertThat(this.jobs.running()).isEmpty();
	}

	@Test
	void aJobThatRemainsIsNamedWithThreadAndAge() throws Exception {
		Scheduler scheduler = scheduler("slow", 2);
		run(scheduler, "nightly", Blocks.class);
		awaitBegun(1);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 300, DrainPass.LAST));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).contains("1 job running").contains("DEFAULT.nightly");
		assertThat(result.details().get("remaining").toString()).contains("name=DEFAULT.nightly")
			.contains("thread=slow_Worker-")
			.contains("Blocks.execute");
	}

	@Test
	void maintenanceIsUndoneForSchedulersThatRan() throws Exception {
		Scheduler ran = scheduler("ran", 1);
		Scheduler stood = scheduler("stood", 1);
		stood.standby();
		QuartzStandby pause = new QuartzStandby(this.jobs, DrainPhase.ANNOUNCE);
		assertThat(pause.drain(context(DrainReason.MAINTENANCE, 1000, DrainPass.LAST)).outcome())
			.isEqualTo(DrainOutcome.COMPLETED);
		assertThat(ran.isInStandbyMode()).isTrue();
		pause.resume();
		assertThat(ran.isInStandbyMode()).isFalse();
		assertThat(stood.isInStandbyMode()).isTrue();
		pause.resume();
		assertThat(stood.isInStandbyMode()).isTrue();
		run(ran, "after", Quick.class);
		awaitBegun(1);
	}

	@Test
	void aRehearsalLeavesSchedulersAlone() throws Exception {
		Scheduler scheduler = scheduler("rehearsed", 1);
		assertThat(standby(DrainPhase.ANNOUNCE, DrainReason.REHEARSAL).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		this.participant.drain(context(DrainReason.REHEARSAL, 1000, DrainPass.LAST));
		assertThat(scheduler.isInStandbyMode()).isFalse();
	}

	@Test
	void interruptableJobsAreInterruptedOnlyWhenTimeIsNearlyUsedUp() throws Exception {
		SchedulerFactoryBean factory = factory("plain", false);
		run(factory.getScheduler(), "deaf", Interruptable.class);
		awaitBegun(1);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		long start = System.nanoTime();
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 2000, DrainPass.LAST));
		assertThat(INTERRUPTED).hasValue(1);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1400),
				Duration.ofMillis(1900));
	}

	@Test
	void aSchedulerThatWaitsForItsJobsInterruptsThemInTheLastPassOnly() throws Exception {
		SchedulerFactoryBean factory = factory("waits", true);
		run(factory.getScheduler(), "patient", Interruptable.class);
		awaitBegun(1);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		assertThat(this.participant.drain(context(DrainReason.SIGTERM, 500, DrainPass.LAST)).outcome())
			.isEqualTo(DrainOutcome.TIMED_OUT);
		RemainingJobsParticipant remaining = new RemainingJobsParticipant(this.jobs.jobWait());
		remaining.drain(context(DrainReason.SIGTERM, 500, DrainPass.FIRST));
		remaining.drain(context(DrainReason.SIGTERM, 200, DrainPass.BEFORE_STOP));
		assertThat(INTERRUPTED).hasValue(0);
		assertThat(remaining.conclude().outcome()).isEqualTo(DrainOutcome.PARTIAL);
		remaining.drain(context(DrainReason.SIGTERM, 500, DrainPass.LAST));
		assertThat(INTERRUPTED).hasValue(1);
		await().until(() -> this.jobs.running().isEmpty());
		assertThat(remaining.conclude().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aSchedulerThatStartsInTheDrainIsPutInStandby() throws Exception {
		Scheduler scheduler = scheduler("late", 1);
		scheduler.standby();
		run(scheduler, "job", Blocks.class);
		Scheduler other = scheduler("other", 1);
		run(other, "blocks", Blocks.class);
		awaitBegun(1);
		Thread late = new Thread(() -> {
			try {
				TimeUnit.MILLISECONDS.sleep(200);
				scheduler.start();
			}
			catch (InterruptedException | SchedulerException ex) {
				throw new IllegalStateException(ex);
			}
		});
		late.start();
		release("blocks", 600);
		release("job", 600);
		this.participant.drain(context(DrainReason.SIGTERM, 5000, DrainPass.LAST));
		assertThat(scheduler.isInStandbyMode()).isTrue();
	}

	private DrainResult standby(DrainPhase phase, DrainReason reason) {
		return new QuartzStandby(this.jobs, phase).drain(context(reason, 5000, DrainPass.LAST));
	}

	private Scheduler scheduler(String name, int threads) throws SchedulerException {
		Scheduler scheduler = new StdSchedulerFactory(properties(name, threads)).getScheduler();
		scheduler.start();
		this.schedulers.put(name, scheduler);
		this.beans.registerSingleton(name, scheduler);
		return scheduler;
	}

	private static Properties properties(String name, int threads) {
		Properties properties = new Properties();
		properties.setProperty("org.quartz.scheduler.instanceName", name);
		properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
		properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
		return properties;
	}

	private SchedulerFactoryBean factory(String name, boolean waits) throws Exception {
		SchedulerFactoryBean factory = new SchedulerFactoryBean();
		factory.setSchedulerName(name);
		factory.setWaitForJobsToCompleteOnShutdown(waits);
		factory.afterPropertiesSet();
		factory.start();
		this.schedulers.put(name, factory.getScheduler());
		this.beans.registerSingleton(name, factory);
		return factory;
	}

	private static void run(Scheduler scheduler, String name, Class<? extends Job> type) throws SchedulerException {
		ENDS.put(name, new CountDownLatch(1));
		scheduler.scheduleJob(JobBuilder.newJob(type).withIdentity(new JobKey(name)).build(),
				TriggerBuilder.newTrigger().startAt(new Date()).build());
	}

	private static void awaitBegun(int jobs) {
		await().atMost(Duration.ofSeconds(10)).until(() -> BEGUN.get() >= jobs);
	}

	private static void release(String name, long millis) {
		Thread thread = new Thread(() -> {
			try {
				TimeUnit.MILLISECONDS.sleep(millis);
			}
			catch (InterruptedException ex) {
				return;
			}
			ENDS.get(name).countDown();
		});
		thread.setDaemon(true);
		thread.start();
	}

	private static DrainContext context(DrainReason reason, long millis, DrainPass pass) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		return new DrainContext() {

			@Override
			public DrainReason reason() {
				return reason;
			}

			@Override
			public Duration remaining() {
				return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
			}

			@Override
			public DrainPass pass() {
				return pass;
			}

			@Override
			public boolean forced() {
				return false;
			}

			@Override
			public boolean exiting() {
				return true;
			}

			@Override
			public boolean initiatedBy(Thread thread) {
				return false;
			}

			@Override
			public void progress(String line) {
			}

		};
	}

	/** Runs until the test releases it. */
	public static class Blocks implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			BEGUN.incrementAndGet();
			try {
				ENDS.get(context.getJobDetail().getKey().getName()).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/** Runs until it is interrupted through Quartz. */
	public static class Interruptable extends Blocks implements InterruptableJob {

		private volatile String name = "";

		@Override
		public void execute(JobExecutionContext context) {
			this.name = context.getJobDetail().getKey().getName();
			super.execute(context);
		}

		@Override
		public void interrupt() {
			INTERRUPTED.incrementAndGet();
			ENDS.get(this.name).countDown();
		}

	}

	/** Does nothing. */
	public static class Quick implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			BEGUN.incrementAndGet();
		}

	}

}
