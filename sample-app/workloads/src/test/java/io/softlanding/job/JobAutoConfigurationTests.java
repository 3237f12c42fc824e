/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.Proxy;
import java.util.Arrays;

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.report.ReportAutoConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

class JobAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
				QuartzAutoConfiguration.class, BatchAutoConfiguration.class));

	@Test
	void withoutASchedulerOrARepositoryThereIsNothing() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("softlandingJob"));
		});
	}

	@Test
	void aSchedulerIsKnownAndLeftAsItIs() {
		this.runner.withUserConfiguration(QuartzConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(QuartzJobs.class).doesNotHaveBean(BatchJobs.class);
			Scheduler scheduler = context.getBean(Scheduler.class);
			assertThat(scheduler.getListenerManager().getJobListeners()).isEmpty();
			assertThat(scheduler.getListenerManager().getTriggerListeners()).isEmpty();
			assertThat(scheduler.isInStandbyMode()).isFalse();
			assertThat(context.getBean(QuartzJobs.class).active()).containsExactly("scheduler");
		});
	}

	@Test
	void aRepositoryStaysTheSameObject() {
		this.runner.withUserConfiguration(BatchConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(BatchJobs.class).doesNotHaveBean(QuartzJobs.class);
			JobRepository repository = context.getBean(JobRepository.class);
			assertThat(repository).isSameAs(BatchConfiguration.made);
			assertThat(Arrays.stream(((Advised) repository).getAdvisors())
				.filter((advisor) -> advisor.getAdvice() instanceof BatchObserver)).hasSize(1);
		});
	}

	@Test
	void aRepositoryThatIsNotObservedIsCalledUnknown() {
		this.runner
			.withBean(JobRepository.class,
					() -> (JobRepository) Proxy.newProxyInstance(getClass().getClassLoader(),
							new Class<?>[] { JobRepository.class }, (proxy, method, arguments) -> null))
			.run((context) -> assertThat(
					context.getBean(BatchJobs.class).judge(DrainResult.nothingToDo("No job is running")).outcome())
				.isEqualTo(DrainOutcome.ASSUMED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.drain.enabled=false",
			"softlanding.job.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.withUserConfiguration(QuartzConfiguration.class, BatchConfiguration.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(QuartzJobs.class).doesNotHaveBean(BatchJobs.class);
				assertThat(((Advised) context.getBean(JobRepository.class)).getAdvisors()).hasSize(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.quartz", "org.springframework.scheduling.quartz" })
	void worksWithoutQuartz(String missing) {
		this.runner.withClassLoader(new FilteredClassLoader(missing))
			.withUserConfiguration(BatchConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(BatchJobs.class));
	}

	@Test
	void worksWithoutSpringBatch() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.batch"))
			.withUserConfiguration(QuartzConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QuartzJobs.class));
	}

	@Test
	void aNegativeTimeStopsTheStart() {
		this.runner.withPropertyValues("softlanding.job.batch.stop-after=-1s")
			.withUserConfiguration(BatchConfiguration.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("softlanding.job.batch.stop-after"));
	}

	@Configuration(proxyBeanMethods = false)
	static class QuartzConfiguration {

		@Bean
		SchedulerFactoryBean scheduler() {
			return new SchedulerFactoryBean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BatchConfiguration {

		private static JobRepository made;

		@Bean
		JobRepository jobRepository() {
			ProxyFactory factory = new ProxyFactory();
			factory.addInterface(JobRepository.class);
			factory.addAdvice((MethodInterceptor) (invocation) -> null);
			made = (JobRepository) factory.getProxy();
			return made;
		}

	}

}
