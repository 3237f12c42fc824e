/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Auto-configuration of work that is no request: registered jobs, tasks of Spring's
 * executors, scheduled runs.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnDrain("work")
@ImportRuntimeHints(WorkAutoConfiguration.Hints.class)
@RegisterReflectionForBinding(WorkProperties.class)
public final class WorkAutoConfiguration {

	/**
	 * Needs no bean: Spring would log of beans that are created together with the first
	 * executors.
	 */
	@Bean
	static ObservedExecutors softlandingObservedExecutors() {
		return new ObservedExecutors(new WorkRegistry(NanoClock.SYSTEM));
	}

	@Bean
	WorkRegistry softlandingInFlightWork(ObservedExecutors executors, ConfigurableApplicationContext context) {
		WorkRegistry registry = executors.registry();
		registry.belongsTo(context);
		return registry;
	}

	@Bean
	Parts softlandingWorkParts(WorkRegistry registry, ObservedExecutors executors, ListableBeanFactory beans) {
		TrackedRuns runs = executors.runs();
		WorkStatus status = new WorkStatus(registry, runs);
		// What comes to a context above is not for this one to wait for.
		List<WorkSource> all = List.copyOf(beans.getBeansOfType(WorkSource.class).values());
		all.forEach((source) -> source.whenExhausted(registry::wakeUp));
		WorkParticipant inFlight = new WorkParticipant(registry, status,
				() -> all.stream().allMatch(WorkSource::exhausted));
		List<String> packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
		return Parts.of(runs, status, inFlight, new RemainingWorkParticipant(registry, status, inFlight,
				new ApplicationThreads(packages.stream().map((name) -> name.isEmpty() ? name : name + ".").toList())));
	}

	@Bean
	StartupTask softlandingStartupTask(WorkRegistry registry, ApplicationContext context, DrainController drain) {
		WorkProperties.of(context.getEnvironment());
		StartupTask start = new StartupTask(registry, context);
		drain.atStart(start::begin);
		return start;
	}

	/** A decorator that cannot be read would be replaced. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			Stream.of(ThreadPoolTaskExecutor.class, ThreadPoolTaskScheduler.class, SimpleAsyncTaskExecutor.class)
				.forEach((type) -> hints.reflection()
					.registerType(type, (hint) -> hint.withField(ObservedExecutors.DECORATOR)));
			hints.reflection()
				.registerType(SimpleAsyncTaskScheduler.class, (hint) -> hint.withField(ObservedExecutors.TRIGGERS))
				.registerTypeIfPresent(classLoader,
						ThreadPoolTaskScheduler.class.getName() + "$DelegatingRunnableScheduledFuture",
						(hint) -> hint.withField(QueuedTask.DECORATED));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		WorkMetrics softlandingWorkMetrics(WorkRegistry registry, ObservedExecutors executors) {
			return new WorkMetrics(registry, executors.runs());
		}

	}

}
