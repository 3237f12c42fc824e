/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.report.ReportAutoConfiguration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.DrainAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.scheduling.ScheduledTasksEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheduling is the same with and without us.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SchedulingGuestTests {

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class, DrainAutoConfiguration.class, ReportAutoConfiguration.class))
		.withUserConfiguration(Jobs.class);

	private final ApplicationContextRunner runner = this.plain
		.withConfiguration(AutoConfigurations.of(WorkAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(classes = { Boots.class, Two.class, TwoWithName.class, PrivateThreads.class, Service.class })
	void theSchedulerAndTheEndpointAreTheSame(Class<?> schedulers, CapturedOutput output) {
		AtomicReference<Object> expected = new AtomicReference<>();
		AtomicReference<Class<?>> scheduler = new AtomicReference<>();
		AtomicReference<Boolean> named = new AtomicReference<>();
		int start = output.getAll().length();
		this.plain.withUserConfiguration(schedulers).run((context) -> {
			expected.set(endpoint(context));
			scheduler.set(context.getBean(Jobs.class).scheduler);
			named.set(context.getBean(Jobs.class).ranOnTheNamedScheduler());
		});
		List<String> lines = logged(output.getAll().substring(start));
		int then = output.getAll().length();
		this.runner.withUserConfiguration(schedulers).run((context) -> {
			assertThat(endpoint(context)).isEqualTo(expected.get());
			assertThat(context.getBean(Jobs.class).scheduler).isEqualTo(scheduler.get());
			assertThat(context.getBean(Jobs.class).ranOnTheNamedScheduler()).isEqualTo(named.get());
		});
		assertThat(logged(output.getAll().substring(then))).isEqualTo(lines);
	}

	/** Scheduling says which scheduler it has chosen. */
	private static List<String> logged(String output) {
		return output.lines()
			.filter((line) -> line.contains("org.springframework.scheduling"))
			.map((line) -> line.substring(line.indexOf("org.springframework.scheduling")))
			.filter((line) -> !line.contains("TaskSchedulerRouter") || !line.contains("@"))
			.toList();
	}

	private static List<String> endpoint(ApplicationContext context) {
		new ScheduledTasksEndpoint(context.getBeansOfType(ScheduledTaskHolder.class).values()).scheduledTasks();
		return context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.stream()
			.map((task) -> task + " " + task.getTask().getClass() + " " + task.getTask().getRunnable().getClass())
			.sorted()
			.toList();
	}

	@Test
	void noBeanConfiguresTheScheduling() {
		this.runner.withUserConfiguration(Boots.class)
			.run((context) -> assertThat(context.getBeanNamesForType(SchedulingConfigurer.class))
				.noneMatch((name) -> name.startsWith("softlanding")));
	}

	@EnableScheduling
	@Configuration(proxyBeanMethods = false)
	static class Jobs implements SchedulingConfigurer {

		private final CountDownLatch ran = new CountDownLatch(1);

		volatile Class<?> scheduler;

		private volatile String thread;

		boolean ranOnTheNamedScheduler() throws InterruptedException {
			this.ran.await();
			return this.thread.equals("named-1");
		}

		@Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
		void hourly() {
		}

		@Scheduled(fixedRate = 3_600_000, scheduler = "named")
		void now() {
			this.thread = Thread.currentThread().getName();
			this.ran.countDown();
		}

		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
			this.scheduler = registrar.getScheduler().getClass();
		}

		@Bean(defaultCandidate = false)
		ThreadPoolTaskScheduler named() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setThreadNamePrefix("named-");
			return scheduler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Boots {

	}

	@Configuration(proxyBeanMethods = false)
	static class Two {

		@Bean
		TaskScheduler one() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		TaskScheduler two() {
			return new ThreadPoolTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoWithName extends Two {

		@Bean
		TaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrivateThreads {

		@Bean
		@Order(0)
		SchedulingConfigurer threads(ScheduledExecutorService service) {
			return (registrar) -> registrar.setScheduler(service);
		}

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService service() {
			return Executors.newSingleThreadScheduledExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Service {

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService service() {
			return Executors.newScheduledThreadPool(1);
		}

	}

}
