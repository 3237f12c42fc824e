/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.Map;

import javax.sql.DataSource;

import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.ExecutionContext;
import org.springframework.batch.item.support.AbstractItemCountingItemStreamItemReader;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Writes numbers in chunks of five, and continues where it has ended. With
 * {@code app.kind}: a tasklet that never looks, a step in partitions, or a first step
 * that is a tasklet. With {@code app.launch=own}, on a thread of its own.
 */
// CHECKSTYLE:OFF for Spring, which makes an instance
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BatchApplication {

	// CHECKSTYLE:ON

	static final int CHUNK = 5;

	public static void main(String[] args) {
		SpringApplication.run(BatchApplication.class, args);
	}

	@Bean
	static Job numbers(JobRepository repository, PlatformTransactionManager transactions, JdbcTemplate jdbc,
			Numbers numbers, @Value("${app.kind:chunks}") String kind, @Value("${app.millis:10}") long millis) {
		jdbc.execute("create table if not exists written (number int, execution varchar(20))");
		Step chunks = new StepBuilder("chunks", repository).<Integer, Integer>chunk(CHUNK, transactions)
			.reader(numbers)
			.processor((item) -> {
				Thread.sleep(millis);
				return item;
			})
			.writer((items) -> {
				for (Integer item : items) {
					jdbc.update("insert into written (number) values (?)", item);
				}
				// CHECKSTYLE:OFF
				System.out.println("chunk " + items.getItems().get(0));
				// CHECKSTYLE:ON
			})
			.build();
		Step tasklet = new StepBuilder("tasklet", repository).tasklet((contribution, context) -> {
			jdbc.update("insert into written (number) values (-1)");
			// CHECKSTYLE:OFF
			System.out.println("tasklet begun");
			// CHECKSTYLE:ON
			Thread.sleep(millis);
			jdbc.update("insert into written (number) values (-2)");
			return RepeatStatus.FINISHED;
		}, transactions).build();
		JobBuilder job = new JobBuilder("numbers", repository);
		return switch (kind) {
			case "tasklet" -> job.start(tasklet).build();
			case "tasklet-first" -> job.start(tasklet).next(chunks).build();
			case "partitions" -> job.start(new StepBuilder("partitions", repository)
				.partitioner("chunks",
						(size) -> Map.of("one", new ExecutionContext(), "two", new ExecutionContext(), "three",
								new ExecutionContext()))
				.step(chunks)
				.taskExecutor(new SimpleAsyncTaskExecutor("partition-"))
				.build()).build();
			default -> job.start(chunks).build();
		};
	}

	@Bean
	@StepScope
	static Numbers reader(@Value("${app.items:200}") int items) {
		return new Numbers(items);
	}

	@Bean
	static ApplicationListener<ApplicationReadyEvent> own(JobRepository repository, Job job, DataSource dataSource,
			@Value("${app.launch:runner}") String launch) {
		return (event) -> {
			if (launch.equals("own")) {
				launch(repository, job);
			}
		};
	}

	private static void launch(JobRepository repository, Job job) {
		try {
			TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
			launcher.setJobRepository(repository);
			launcher.setTaskExecutor(new SimpleAsyncTaskExecutor("own-"));
			launcher.afterPropertiesSet();
			launcher.run(job, new JobParameters());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Counts, and knows after a restart how far it was. */
	public static class Numbers extends AbstractItemCountingItemStreamItemReader<Integer> {

		private int next;

		public Numbers() {
			this(0);
		}

		Numbers(int items) {
			setName("numbers");
			setMaxItemCount(Math.max(1, items));
		}

		@Override
		protected Integer doRead() {
			return this.next++;
		}

		@Override
		protected void jumpToItem(int itemIndex) {
			this.next = itemIndex;
		}

		@Override
		protected void doOpen() {
			this.next = 0;
		}

		@Override
		protected void doClose() {
		}

	}

}
