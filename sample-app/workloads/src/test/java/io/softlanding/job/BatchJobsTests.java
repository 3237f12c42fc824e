/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.tools.ToolProvider;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.time.NanoClock;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Executions that look like those of Spring Batch, at times that the test sets. */
class BatchJobsTests {

	private static final Duration TOTAL = Duration.ofSeconds(60);

	private static final String BATCH_6 = """
			package org.springframework.batch.core.job;
			public class JobExecution {
				public Object getJobInstance() { return this; }
				public String getJobName() { return "six"; }
				public long getId() { return 6; }
				public Object getEndTime() { return "now"; }
				public Object getStatus() { return org.springframework.batch.core.BatchStatus.COMPLETED; }
				public interface Repository { void update(JobExecution execution); }
			}
			""";

	private final Time time = new Time();

	private final BatchJobs jobs = new BatchJobs(this.time);

	@Test
	void aJobIsAskedWhenThereIsJustTimeForAnotherChunk() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		Step step = step(execution, "ChunkOrientedTasklet");
		chunks(step, 3, Duration.ofSeconds(8));
		draining(Duration.ofSeconds(29));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(13));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(12));
		assertThat(asked()).isTrue();
	}

	@Test
	void aJobWithShortChunksMayEndUntilTheLastSeconds() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		chunks(step(execution, "ChunkOrientedTasklet"), 3, Duration.ofMillis(10));
		draining(Duration.ofSeconds(4));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(3));
		assertThat(asked()).isTrue();
	}

	@Test
	void aStoppedJobIsNotedBeforeTheDrainSeesItsEnd() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		this.jobs.end(false);
		AtomicInteger running = new AtomicInteger();
		execution.status = () -> {
			running.set(this.jobs.count());
			return BatchStatus.STOPPED;
		};
		this.jobs.ended(execution, true);
		assertThat(running).hasValue(1);
		assertThat(this.jobs.count()).isZero();
		assertThat(this.jobs.stopped()).isOne();
	}

	@Test
	void aJobWithoutAChunkIsAskedAtHalfOfTheTime() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		step(execution, "ChunkOrientedTasklet");
		draining(Duration.ofSeconds(31));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(30));
		assertThat(asked()).isTrue();
	}

	@Test
	void aJobOfShortStepsMayEndUntilTheLastSeconds() {
		Execution execution = afterAStepOfASecond();
		step(execution, "Once");
		draining(Duration.ofSeconds(4));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(3));
		assertThat(asked()).isTrue();
	}

	@Test
	void aFirstChunkThatTakesLongerThanAllBeforeIsAskedAtHalfOfTheTime() {
		Execution execution = afterAStepOfASecond();
		step(execution, "ChunkOrientedTasklet");
		this.time.sleep(TimeUnit.SECONDS.toNanos(29));
		draining(Duration.ofSeconds(31));
		assertThat(asked()).isFalse();
		draining(Duration.ofSeconds(30));
		assertThat(asked()).isTrue();
	}

	@Test
	void theManagerOfPartitionsDoesNotCountAsAChunk() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		step(execution, "Manager");
		this.time.sleep(TimeUnit.SECONDS.toNanos(30));
		Step ended = step(execution, "ChunkOrientedTasklet");
		chunks(ended, 1, Duration.ofSeconds(1));
		ended.ended = true;
		this.jobs.writingStep(execution, ended);
		chunks(step(execution, "ChunkOrientedTasklet"), 1, Duration.ofSeconds(1));
		draining(Duration.ofSeconds(4));
		assertThat(asked()).isFalse();
	}

	@Test
	void whatTheJobWritesWhileItRunsIsNotItsBeginning() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		Step step = step(execution, "Once");
		this.jobs.end(false);
		this.jobs.begins(execution);
		assertThat(asked()).isTrue();
		assertThat(this.jobs.running()).singleElement()
			.extracting((job) -> job.details().get("steps"))
			.isEqualTo(List.of(Map.of("name", "step", "chunks", 0L)));
		// As a new step it would be stopped before it begins.
		this.jobs.writingStep(execution, step);
		assertThat(step.stopped).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ChunkOrientedTasklet", "ChunkOrientedStep" })
	void aChunkThatIsWrittenItemByItemIsNotTheLast(String kind) {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		Step step = step(execution, kind);
		chunks(step, 2, Duration.ofMillis(10));
		// The attempt is rolled back: its reads count, and nothing is written.
		step.reads += 5;
		step.rollbacks++;
		this.jobs.end(false);
		assertThat(step.stopped).isFalse();
		for (int item = 0; item < 5; item++) {
			this.jobs.writingStep(execution, step);
			assertThat(step.stopped).as("item " + item).isFalse();
		}
		chunks(step, 1, Duration.ofMillis(10));
		assertThat(step.stopped).isTrue();
	}

	@Test
	void anExecutionOfBatch6HasEndedWhenItsEndIsWrittenTwice(@TempDir Path directory) throws Exception {
		assumeBatch5();
		Class<?> type = compile(directory);
		Object execution = type.getConstructor().newInstance();
		Object repository = repository(type, null);
		this.jobs.begins(execution);
		update(repository, execution);
		assertThat(this.jobs.running()).hasSize(1);
		update(repository, execution);
		assertThat(this.jobs.running()).isEmpty();
		update(repository, execution);
		assertThat(this.jobs.running()).isEmpty();
	}

	@Test
	void anEndOfBatch6ThatIsNotWrittenIsTheLast(@TempDir Path directory) throws Exception {
		assumeBatch5();
		Class<?> type = compile(directory);
		Object execution = type.getConstructor().newInstance();
		Object repository = repository(type, new IllegalStateException("down"));
		this.jobs.begins(execution);
		this.jobs.end(false);
		assertThatThrownBy(() -> update(repository, execution)).hasRootCauseMessage("down");
		assertThat(this.jobs.running()).isEmpty();
		DrainResult result = this.jobs.judge(DrainResult.nothingToDo("No job is running"));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("1 job ended without a saved status");
	}

	private static void assumeBatch5() {
		assumeTrue(!ClassUtils.isPresent("org.springframework.batch.core.job.JobExecution", null),
				"A class of Spring Batch 6 is made up, which is present here");
	}

	private static Class<?> compile(Path directory) throws Exception {
		Path source = directory.resolve("JobExecution.java");
		Files.writeString(source, BATCH_6);
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
					directory.toString(), source.toString()))
			.isZero();
		URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				BatchJobsTests.class.getClassLoader());
		return loader.loadClass("org.springframework.batch.core.job.JobExecution");
	}

	private Object repository(Class<?> execution, RuntimeException failure) throws Exception {
		ProxyFactory factory = new ProxyFactory();
		factory.addInterface(execution.getClasses()[0]);
		factory.addAdvice(new BatchObserver(this.jobs));
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			if (failure != null) {
				throw failure;
			}
			return null;
		});
		return factory.getProxy(execution.getClassLoader());
	}

	private static void update(Object repository, Object execution) throws Exception {
		try {
			execution.getClass().getClasses()[0].getMethod("update", execution.getClass())
				.invoke(repository, execution);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean asked() {
		return this.jobs.running().get(0).details().containsKey("stopRequested");
	}

	private void draining(Duration remaining) {
		this.jobs.draining(TOTAL, remaining);
	}

	private Step step(Execution execution, String tasklet) {
		Step step = new Step(execution, tasklet);
		this.jobs.writingStep(execution, step);
		return step;
	}

	private Execution afterAStepOfASecond() {
		Execution execution = new Execution();
		this.jobs.begins(execution);
		Step step = step(execution, "Once");
		this.time.sleep(TimeUnit.SECONDS.toNanos(1));
		step.ended = true;
		this.jobs.writingStep(execution, step);
		return execution;
	}

	private void chunks(Step step, int count, Duration each) {
		for (int i = 0; i < count; i++) {
			this.time.nanos += each.toNanos();
			step.reads += 5;
			this.jobs.writingStep(step.execution, step);
		}
	}

	/** An execution of a job. */
	public static final class Execution {

		private Supplier<BatchStatus> status = () -> BatchStatus.STARTED;

		public Object getJobInstance() {
			return this;
		}

		public String getJobName() {
			return "job";
		}

		public long getId() {
			return 1;
		}

		public Object getEndTime() {
			return null;
		}

		public Object getStatus() {
			return this.status.get();
		}

	}

	/** An execution of a step. */
	public static final class Step {

		private final Execution execution;

		private final Map<String, String> values = new HashMap<>();

		private long reads;

		private long rollbacks;

		private boolean stopped;

		private boolean ended;

		Step(Execution execution, String type) {
			this.execution = execution;
			this.values.put(type.endsWith("Step") ? "batch.stepType" : "batch.taskletType", type);
		}

		public String getStepName() {
			return "step";
		}

		public Object getEndTime() {
			return this.ended ? "now" : null;
		}

		public long getReadCount() {
			return this.reads;
		}

		public long getRollbackCount() {
			return this.rollbacks;
		}

		public Values getExecutionContext() {
			return new Values(this.values);
		}

		public void setTerminateOnly() {
			this.stopped = true;
		}

	}

	/** A context of an execution. */
	public record Values(Map<String, String> values) {

		public Object get(String key) {
			return this.values.get(key);
		}

	}

	/** Time that passes only when the test says so. */
	private static final class Time implements NanoClock {

		private long nanos = TimeUnit.DAYS.toNanos(1);

		@Override
		public long nanoTime() {
			return this.nanos;
		}

		@Override
		public void sleep(long nanos) {
			this.nanos += nanos;
		}

	}

}
