/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.stream.Stream;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.Parts;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the part of the drain that knows the job executions of Spring
 * Batch.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.batch.BatchAutoConfiguration",
				"org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration",
				"org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration" })
@ConditionalOnClass(name = BatchAutoConfiguration.REPOSITORY)
@ConditionalOnDrain("job")
@ConditionalOnBean(type = BatchAutoConfiguration.REPOSITORY)
@ImportRuntimeHints(BatchAutoConfiguration.Hints.class)
@RegisterReflectionForBinding({ JobProperties.class, JobProperties.Batch.class })
public final class BatchAutoConfiguration {

	static final String REPOSITORY = "org.springframework.batch.core.repository.JobRepository";

	/** Needs no bean: Spring would log of beans that are created before others. */
	@Bean
	static BatchObserver softlandingJobBatchObserver() {
		return new BatchObserver(new BatchJobs(NanoClock.SYSTEM));
	}

	@Bean
	BatchJobs softlandingJobBatch(BatchObserver observer, Environment environment) {
		BatchJobs jobs = observer.jobs();
		jobs.stopAfter(JobProperties.of(environment).batch().stopAfter());
		return jobs;
	}

	@Bean
	Parts softlandingJobBatchParts(BatchJobs jobs) {
		return Parts.of(new JobsParticipant(jobs.jobWait()), new RemainingJobsParticipant(jobs.jobWait()),
				new JobStatus(jobs));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		BatchMetrics softlandingJobBatchMetrics(BatchJobs jobs) {
			return new BatchMetrics(jobs);
		}

	}

	/** The classes of both versions. */
	static final class Hints implements RuntimeHintsRegistrar {

		private static final String CORE = "org.springframework.batch.core.";

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			Stream
				.of(CORE + "JobExecution", CORE + "StepExecution", CORE + "JobInstance", CORE + "job.JobExecution",
						CORE + "step.StepExecution", CORE + "job.JobInstance", CORE + "scope.context.JobContext",
						"org.springframework.batch.item.ExecutionContext",
						"org.springframework.batch.infrastructure.item.ExecutionContext")
				.forEach((type) -> hints.reflection()
					.registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_METHODS));
		}

	}

}
