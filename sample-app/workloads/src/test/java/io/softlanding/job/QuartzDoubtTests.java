/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a drain does when it cannot be sure, or when a scheduler does not do as it is
 * told.
 */
class QuartzDoubtTests extends QuartzFixture {

	@Test
	void aJobThatAStoreIsStillAskedForIsNotCalledNone() throws Exception {
		SlowStore.slow = new CountDownLatch(1);
		SlowStore.asked = new CountDownLatch(1);
		Scheduler scheduler = scheduler("store", 1, SlowStore.class.getName());
		try {
			run(scheduler, "first", Quick.class);
			assertThat(SlowStore.asked.await(20, TimeUnit.SECONDS)).isTrue();
			standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
			DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 3000, DrainPass.LAST));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
			assertThat(result.summary()).contains("may be about to begin a job");
			assertThat(BEGUN).hasValue(0);
		}
		finally {
			SlowStore.slow.countDown();
		}
		// What the drain could not know: this is why it is not called completed.
		awaitBegun(1);
	}

	@Test
	void aJobThatWasLeftIsNotTakenForOneThatBegins() throws Exception {
		Scheduler scheduler = scheduler("left", 2);
		run(scheduler, "nightly", Blocks.class);
		awaitBegun(1);
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		this.participant.drain(context(DrainReason.SIGTERM, 300, DrainPass.LAST));
		assertThat(this.jobs.jobWait().await(context(DrainReason.SIGTERM, 60_000, DrainPass.FIRST), false)).isTrue();
		assertThat(this.jobs.jobWait().isUnsettled()).isFalse();
	}

	@Test
	void theJobThatBeganTheDrainIsNotTakenForOneThatBegins() throws Exception {
		Scheduler scheduler = scheduler("shuts", 2);
		run(scheduler, "down", Blocks.class);
		awaitBegun(1);
		Thread thread = this.jobs.running().get(0).thread();
		assertThat(thread).isNotNull();
		standby(DrainPhase.INTAKE, DrainReason.SIGTERM);
		DrainResult result = this.participant.drain(context(DrainReason.SIGTERM, 60_000, DrainPass.LAST, thread));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void schedulersThatCannotBeStartedDoNotKeepOthersInStandby() throws Exception {
		Scheduler good = scheduler("good", 1);
		for (String name : new String[] { "bad", "worse" }) {
			Scheduler bad = scheduler("real-" + name, 1);
			this.beans.destroySingleton("real-" + name);
			this.beans.registerSingleton(name, Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { Scheduler.class }, (proxy, method, arguments) -> switch (method.getName()) {
						case "start" -> throw new SchedulerException("cannot");
						case "equals" -> proxy == arguments[0];
						case "hashCode" -> System.identityHashCode(proxy);
						default -> method.invoke(bad, arguments);
					}));
		}
		standby(DrainPhase.ANNOUNCE, DrainReason.MAINTENANCE);
		assertThat(good.isInStandbyMode()).isTrue();
		assertThatThrownBy(this.jobs::resume).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("bad")
			.hasMessageContaining("worse");
		assertThat(good.isInStandbyMode()).isFalse();
	}

	/** A store that finds a trigger and answers late, as a slow database does. */
	public static class SlowStore extends RAMJobStore {

		private static volatile CountDownLatch slow = new CountDownLatch(0);

		private static volatile CountDownLatch asked = new CountDownLatch(0);

		@Override
		public List<OperableTrigger> acquireNextTriggers(long noLaterThan, int maxCount, long timeWindow) {
			List<OperableTrigger> triggers = super.acquireNextTriggers(noLaterThan, maxCount, timeWindow);
			if (!triggers.isEmpty()) {
				asked.countDown();
				try {
					slow.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			return triggers;
		}

	}

}
