/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.softlanding.config.LocalBeans;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.util.ReflectionUtils;

/** The schedulers of a context that run in this process. */
final class LocalSchedulers {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final String WAITS = "waitForJobsToCompleteOnShutdown";

	private final ConfigurableListableBeanFactory beans;

	private final NanoClock clock;

	private volatile @Nullable Look look;

	private record Look(List<Local> found, long nanos) {
	}

	LocalSchedulers(ConfigurableListableBeanFactory beans, NanoClock clock) {
		this.beans = beans;
		this.clock = clock;
	}

	/**
	 * A scheduler.
	 *
	 * @param name name of its bean
	 * @param scheduler the scheduler
	 * @param mayWait whether its bean may wait for running jobs when it is destroyed
	 */
	record Local(String name, Scheduler scheduler, boolean mayWait) {

		/**
		 * Returns the name of the thread that begins its jobs, unless the user sets one.
		 */
		String threadName() {
			try {
				return this.scheduler.getSchedulerName() + "_QuartzSchedulerThread";
			}
			catch (SchedulerException ex) {
				return "";
			}
		}

		/** Whether it begins jobs. */
		boolean isActive() {
			try {
				return !this.scheduler.isInStandbyMode() && !this.scheduler.isShutdown();
			}
			catch (SchedulerException ex) {
				return false;
			}
		}

	}

	/** Looks for them at most once a second: Spring asks every bean for its type. */
	List<Local> all() {
		Look look = this.look;
		if (look == null || this.clock.nanoTime() - look.nanos() > LOOK_NANOS) {
			look = new Look(List.copyOf(look()), this.clock.nanoTime());
			this.look = look;
		}
		return look.found();
	}

	private List<Local> look() {
		List<Local> all = new ArrayList<>();
		Set<Scheduler> known = Collections.newSetFromMap(new IdentityHashMap<>());
		LocalBeans.existing(this.beans, SchedulerFactoryBean.class).forEach((name, factory) -> {
			Scheduler scheduler = of(factory);
			if (scheduler != null && known.add(scheduler) && isLocal(scheduler)) {
				all.add(new Local(name, scheduler, mayWait(factory)));
			}
		});
		LocalBeans.existing(this.beans, Scheduler.class).forEach((name, scheduler) -> {
			if (!LocalBeans.isScoped(scheduler) && known.add(scheduler) && isLocal(scheduler)) {
				all.add(new Local(name, scheduler, true));
			}
		});
		return all;
	}

	private static @Nullable Scheduler of(SchedulerFactoryBean factory) {
		try {
			return factory.getScheduler();
		}
		catch (IllegalStateException ex) {
			// It is being created, or was not.
			return null;
		}
	}

	/** One on another machine is not this instance's to stop. */
	private static boolean isLocal(Scheduler scheduler) {
		try {
			return !scheduler.getMetaData().isSchedulerRemote();
		}
		catch (SchedulerException | RuntimeException ex) {
			return false;
		}
	}

	/** There is no accessor. A scheduler of which it is not known may. */
	private static boolean mayWait(SchedulerFactoryBean factory) {
		try {
			Field field = ReflectionUtils.findField(SchedulerFactoryBean.class, WAITS, boolean.class);
			if (field != null) {
				ReflectionUtils.makeAccessible(field);
				return field.getBoolean(factory);
			}
		}
		catch (IllegalAccessException | RuntimeException ex) {
			// As if there were no such field.
		}
		return true;
	}

}
