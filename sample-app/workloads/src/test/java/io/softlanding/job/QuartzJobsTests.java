/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Jobs of real schedulers, in drains of each kind. */
class QuartzJobsTests extends QuartzFixture {

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
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 4000, DrainPass.LAST));
		assertThat(INTERRUPTED).hasValue(1);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2900));
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

}
