/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.sql.DataSource;

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
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

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

	/** Opt-in. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(JobProperties.HEARTBEAT)
	@ConditionalOnClass(JdbcTemplate.class)
	static class HeartbeatConfiguration {

		private static final List<String> QUALIFIERS = List.of(
				"org.springframework.boot.autoconfigure.batch.BatchDataSource",
				"org.springframework.boot.batch.jdbc.autoconfigure.BatchDataSource");

		@Bean
		BatchHeartbeat softlandingJobBatchHeartbeat(BatchJobs jobs, ConfigurableListableBeanFactory beans,
				Environment environment) {
			Duration interval = Objects.requireNonNull(JobProperties.of(environment).batch().heartbeatInterval());
			BatchTables tables = new BatchTables(dataSource(beans),
					environment.getProperty("spring.batch.jdbc.table-prefix", "BATCH_"), interval);
			BatchHeartbeat heartbeat = new BatchHeartbeat(jobs, tables, interval, NanoClock.SYSTEM);
			jobs.heartbeat(heartbeat);
			return heartbeat;
		}

		/** As Spring Boot chooses it. */
		@SuppressWarnings("unchecked")
		private static DataSource dataSource(ConfigurableListableBeanFactory beans) {
			return QUALIFIERS.stream()
				.filter((name) -> ClassUtils.isPresent(name, beans.getBeanClassLoader()))
				.map((name) -> (Class<Annotation>) ClassUtils.resolveClassName(name, beans.getBeanClassLoader()))
				.flatMap((type) -> Arrays.stream(beans.getBeanNamesForAnnotation(type)))
				.findFirst()
				.map((name) -> beans.getBean(name, DataSource.class))
				.orElseGet(() -> beans.getBean(DataSource.class));
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
