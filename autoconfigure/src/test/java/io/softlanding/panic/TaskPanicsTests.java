/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Panics out of threads, tasks and listeners of a real application.
 */
class TaskPanicsTests {

	private static final AtomicReference<Throwable> PREVIOUS = new AtomicReference<>();

	private static Shop shop;

	private static UncaughtExceptionHandler before;

	private static final UncaughtExceptionHandler OTHER = (thread, error) -> PREVIOUS.set(error);

	@BeforeAll
	static void open() {
		before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler(OTHER);
		shop = Shop.open(new Class<?>[] { Application.class });
	}

	@AfterAll
	static void close() {
		shop.close();
		assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(OTHER);
		Thread.setDefaultUncaughtExceptionHandler(before);
	}

	@Test
	void whatEndsAThreadIsSeenAndPassedOn() throws InterruptedException {
		long seen = shop.count(PanicSeverity.ERROR, PanicSource.THREAD);
		RuntimeException error = new IllegalStateException("thread");
		Thread thread = new Thread(() -> {
			throw error;
		}, "doomed");
		thread.start();
		thread.join();
		assertThat(shop.count(PanicSeverity.ERROR, PanicSource.THREAD)).isEqualTo(seen + 1);
		assertThat(PREVIOUS).hasValue(error);
		assertThat(shop.bean(PanicRecorder.class).details().recent()).extracting(Panic::thread).contains("doomed");
	}

	@Test
	void whatEscapesAnAsyncMethodIsSeenAndPassedOn() {
		shop.bean(Tasks.class).async();
		await(PanicSource.ASYNC, 1);
		Awaitility.await().dontCatchUncaughtExceptions().until(() -> shop.bean(State.class).own().get() == 1);
	}

	@Test
	void whatEscapesAScheduledMethodIsSeenAndTheNextRunComes() throws InterruptedException {
		assertThat(shop.bean(State.class).runs().await(20, TimeUnit.SECONDS)).isTrue();
		await(PanicSource.SCHEDULED, 2);
	}

	@Test
	void aTaskThatDoesNotRepeatKeepsItsErrorForItsFuture() {
		Future<?> future = shop.bean(TaskScheduler.class).schedule(() -> {
			throw new IllegalStateException("once");
		}, Instant.now());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void aTaskWhoseFutureIsReadDoesNotCount() {
		AsyncTaskExecutor executor = shop.context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
		Future<?> submitted = executor.submit(() -> {
			throw new RejectedExecutionException("submitted");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(submitted::get);
		executor.execute(() -> {
			throw new RejectedExecutionException("executed");
		});
		Awaitility.await()
			.dontCatchUncaughtExceptions()
			.until(() -> shop.count(PanicSeverity.UNAVAILABLE, PanicSource.THREAD) == 1);
	}

	@Test
	void theApplicationsBeansAreWhatTheyWere() {
		assertThat(shop.context.getBean(TaskDecorator.class)).isSameAs(shop.bean(State.class).decorator().get());
		// Spring Boot 4 puts one of its own around it.
		assertThat(shop.context.getBean("configurer")).satisfiesAnyOf(
				(bean) -> assertThat(bean).isInstanceOf(OwnConfigurer.class),
				(bean) -> assertThat(bean.getClass().getName()).startsWith("org.springframework.boot."));
	}

	private static void await(PanicSource source, long atLeast) {
		Awaitility.await()
			.dontCatchUncaughtExceptions()
			.until(() -> shop.count(PanicSeverity.ERROR, source) >= atLeast);
	}

	/** An application with tasks, and handlers of its own. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableScheduling
	@Import(Tasks.class)
	static class Application {

		@Bean
		State state() {
			return new State(new CountDownLatch(2), new AtomicInteger(), new AtomicReference<>());
		}

		@Bean
		OwnConfigurer configurer(ObjectProvider<State> tasks) {
			return new OwnConfigurer(tasks);
		}

		@Bean
		TaskDecorator ownDecorator(State state) {
			TaskDecorator decorator = (task) -> task;
			state.decorator().set(decorator);
			return decorator;
		}

	}

	/** The application's. */
	static final class OwnConfigurer implements AsyncConfigurer {

		private final ObjectProvider<State> tasks;

		OwnConfigurer(ObjectProvider<State> tasks) {
			this.tasks = tasks;
		}

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (error, method, params) -> this.tasks.getObject().own().incrementAndGet();
		}

	}

	/** What has happened. */
	record State(CountDownLatch runs, AtomicInteger own, AtomicReference<TaskDecorator> decorator) {
	}

	/** Fails. */
	static class Tasks {

		private final State state;

		Tasks(State state) {
			this.state = state;
		}

		@Async
		void async() {
			throw new IllegalStateException("async");
		}

		@Scheduled(fixedRate = 50)
		void scheduled() {
			if (this.state.runs().getCount() > 0) {
				this.state.runs().countDown();
				throw new IllegalStateException("scheduled");
			}
		}

	}

}
