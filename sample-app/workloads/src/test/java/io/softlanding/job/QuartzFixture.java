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

import io.softlanding.ElapsingDrainContext;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.simpl.RAMJobStore;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.awaitility.Awaitility.await;

/** Real schedulers and jobs, and drains of each kind. */
abstract class QuartzFixture {

	static final Map<String, CountDownLatch> ENDS = new ConcurrentHashMap<>();

	static final AtomicInteger BEGUN = new AtomicInteger();

	static final AtomicInteger INTERRUPTED = new AtomicInteger();

	final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	final QuartzJobs jobs = new QuartzJobs(new LocalSchedulers(this.beans, NanoClock.SYSTEM), NanoClock.SYSTEM);

	final JobsParticipant participant = new JobsParticipant(this.jobs.jobWait());

	final Map<String, Scheduler> schedulers = new ConcurrentHashMap<>();

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

	DrainResult standby(DrainPhase phase, DrainReason reason) {
		return new QuartzStandby(this.jobs, phase).drain(context(reason, 5000, DrainPass.LAST));
	}

	Scheduler scheduler(String name, int threads) throws SchedulerException {
		return scheduler(name, threads, RAMJobStore.class.getName());
	}

	Scheduler scheduler(String name, int threads, String store) throws SchedulerException {
		Properties properties = properties(name, threads);
		properties.setProperty("org.quartz.jobStore.class", store);
		Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
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

	SchedulerFactoryBean factory(String name, boolean waits) throws Exception {
		SchedulerFactoryBean factory = new SchedulerFactoryBean();
		factory.setSchedulerName(name);
		factory.setWaitForJobsToCompleteOnShutdown(waits);
		factory.afterPropertiesSet();
		factory.start();
		this.schedulers.put(name, factory.getScheduler());
		this.beans.registerSingleton(name, factory);
		return factory;
	}

	static void run(Scheduler scheduler, String name, Class<? extends Job> type) throws SchedulerException {
		ENDS.put(name, new CountDownLatch(1));
		scheduler.scheduleJob(JobBuilder.newJob(type).withIdentity(new JobKey(name)).build(),
				TriggerBuilder.newTrigger().startAt(new Date()).build());
	}

	static void awaitBegun(int jobs) {
		await().atMost(Duration.ofSeconds(10)).until(() -> BEGUN.get() >= jobs);
	}

	static void release(String name, long millis) {
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

	static DrainContext context(DrainReason reason, long millis, DrainPass pass) {
		return context(reason, millis, pass, null);
	}

	static DrainContext context(DrainReason reason, long millis, DrainPass pass, Thread initiator) {
		return ElapsingDrainContext.of(reason, Duration.ofMillis(millis), pass, initiator);
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
