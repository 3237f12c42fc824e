/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.List;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.LocalBeans;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * Auto-configuration of work that is no request: registered jobs, tasks of Spring's
 * executors, scheduled runs.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("work")
public final class WorkAutoConfiguration {

	/**
	 * Has what it needs from the beginning: Spring would log of beans that are created
	 * together with the first executors.
	 */
	@Bean
	static ObservedExecutors softlandingObservedExecutors(ObjectProvider<ConfigurableListableBeanFactory> beans) {
		return new ObservedExecutors(new WorkRegistry(NanoClock.SYSTEM, new ScheduledTasks(
				() -> LocalBeans.existing(beans.getObject(), ScheduledTaskHolder.class).values().stream())));
	}

	@Bean
	WorkRegistry softlandingInFlightWork(ObservedExecutors executors, ApplicationContext context) {
		WorkRegistry registry = executors.registry();
		registry.belongsTo(context);
		return registry;
	}

	@Bean
	StartupTask softlandingStartupTask(WorkRegistry registry, ApplicationContext context, DrainController drain) {
		WorkProperties.of(context.getEnvironment());
		StartupTask start = new StartupTask(registry, context);
		drain.atStart(start::begin);
		return start;
	}

	@Bean
	TrackedRuns softlandingScheduledRuns(ObservedExecutors executors) {
		return executors.runs();
	}

	@Bean
	WorkStatus softlandingWorkStatus(WorkRegistry registry, TrackedRuns runs) {
		return new WorkStatus(registry, runs);
	}

	@Bean
	WorkParticipant softlandingWorkParticipant(WorkRegistry registry, WorkStatus status, ListableBeanFactory beans) {
		// What comes to a context above is not for this one to wait for.
		List<WorkSource> all = List.copyOf(beans.getBeansOfType(WorkSource.class).values());
		all.forEach((source) -> source.whenExhausted(registry::wakeUp));
		return new WorkParticipant(registry, status, () -> all.stream().allMatch(WorkSource::exhausted));
	}

	@Bean
	RemainingWorkParticipant softlandingRemainingWorkParticipant(WorkRegistry registry, WorkStatus status,
			WorkParticipant inFlight, BeanFactory beans) {
		List<String> packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
		return new RemainingWorkParticipant(registry, status, inFlight,
				new ApplicationThreads(packages.stream().map((name) -> name.isEmpty() ? name : name + ".").toList()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WorkMetrics softlandingWorkMetrics(WorkRegistry registry, TrackedRuns runs) {
			return new WorkMetrics(registry, runs);
		}

	}

}
