/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainPhase;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the part of the drain that knows the jobs of Quartz.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration",
				"org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration" })
@ConditionalOnClass(
		name = { QuartzAutoConfiguration.SCHEDULER, "org.springframework.scheduling.quartz.SchedulerFactoryBean" })
@ConditionalOnDrain("job")
@ConditionalOnBean(type = QuartzAutoConfiguration.SCHEDULER)
@RegisterReflectionForBinding({ JobProperties.class, JobProperties.Batch.class })
public final class QuartzAutoConfiguration {

	static final String SCHEDULER = "org.quartz.Scheduler";

	@Bean
	QuartzJobs softlandingJobQuartz(ConfigurableListableBeanFactory beans, Environment environment) {
		JobProperties.of(environment);
		return new QuartzJobs(new LocalSchedulers(beans, NanoClock.SYSTEM), NanoClock.SYSTEM);
	}

	@Bean
	Parts softlandingJobQuartzParts(QuartzJobs jobs) {
		return Parts.of(new QuartzStandby(jobs, DrainPhase.ANNOUNCE), new QuartzStandby(jobs, DrainPhase.INTAKE),
				new JobsParticipant(jobs.jobWait()), new RemainingJobsParticipant(jobs.jobWait()), new JobStatus(jobs));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		JobMetrics softlandingJobQuartzMetrics(QuartzJobs jobs) {
			return new JobMetrics(jobs);
		}

	}

}
