/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.report.ReportAutoConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.softlanding.drain.DrainAutoConfiguration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads and tasks that fail do so as without this package.
 */
class GuestTaskTests {

	private static final ApplicationContextRunner WITHOUT = new ApplicationContextRunner();

	private static final ApplicationContextRunner WITH = WITHOUT.withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, PanicAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "ThreadPool, 1", "Concurrent, 1", "SimpleAsync, 2" })
	void tasksOfSchedulersAreLoggedAndEndAsWithoutIt(String scheduler, long counted) {
		List<String> without = new ArrayList<>();
		WITHOUT.withUserConfiguration(Tasks.class)
			.withPropertyValues("scheduler=" + scheduler)
			.run((context) -> schedule(context, without));
		List<String> with = new ArrayList<>();
		WITH.withUserConfiguration(Tasks.class).withPropertyValues("scheduler=" + scheduler).run((context) -> {
			schedule(context, with);
			assertThat(context.getBean(PanicRecorder.class).counts().of(PanicSeverity.ERROR, PanicSource.SCHEDULED))
				.as("a future that is read does not count")
				.isEqualTo(counted);
		});
		assertThat(with).isEqualTo(without).hasSize(5);
		assertThat(with.get(0)).startsWith(
				"ERROR org.springframework.scheduling.support.TaskUtils$LoggingErrorHandler Unexpected error occurred in scheduled task java.lang.IllegalStateException: on purpose");
	}

	private static void schedule(ApplicationContext context, List<String> seen) throws Exception {
		try (Log log = new Log()) {
			Object bean = context.getBean("scheduler");
			CountDownLatch twice = new CountDownLatch(2);
			Runnable repeating = () -> {
				twice.countDown();
				if (twice.getCount() > 0) {
					throw new IllegalStateException("on purpose");
				}
			};
			Callable<Object> callable = () -> {
				throw new IOException("checked");
			};
			if (bean instanceof TaskScheduler tasks) {
				Future<?> rate = tasks.scheduleAtFixedRate(repeating, Duration.ofMillis(1));
				twice.await();
				rate.cancel(false);
				seen.add(log.await(1));
				seen.add(outcome(tasks.schedule(GuestTaskTests::fail, Instant.now())));
				seen.add(log.await(2));
			}
			if (bean instanceof AsyncTaskExecutor executor) {
				seen.add(outcome(executor.submit(callable)));
				seen.add(log.await(3));
			}
		}
	}

	private static String outcome(Future<?> future) throws InterruptedException {
		try {
			return "done " + future.get();
		}
		catch (ExecutionException ex) {
			return ex.getCause().toString();
		}
	}

	private static void fail() {
		throw new IllegalStateException("once");
	}

	@Test
	void anAsyncMethodIsLoggedByTheHandlerOfTheFramework() {
		List<String> without = new ArrayList<>();
		WITHOUT.withUserConfiguration(Mail.class).run((context) -> {
			try (Log log = new Log()) {
				context.getBean(Sender.class).send();
				without.add(log.await(1));
			}
		});
		WITH.withUserConfiguration(Mail.class).run((context) -> {
			try (Log log = new Log()) {
				context.getBean(Sender.class).send();
				assertThat(List.of(log.await(1))).isEqualTo(without);
			}
			assertThat(context.getBean(PanicRecorder.class).counts().of(PanicSeverity.ERROR, PanicSource.ASYNC))
				.isEqualTo(1);
		});
		assertThat(without.get(0)).contains("SimpleAsyncUncaughtExceptionHandler Unexpected exception",
				"java.lang.IllegalStateException: on purpose");
	}

	@Test
	void aThreadThatEndsIsPrintedByTheVirtualMachine() throws Exception {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler(null);
		try {
			String without = printed();
			WITH.run((context) -> {
				assertThat(printed()).isEqualTo(without);
				assertThat(context.getBean(PanicRecorder.class).counts().of(PanicSeverity.ERROR, PanicSource.THREAD))
					.isEqualTo(1);
			});
			assertThat(without).startsWith("Exception in thread \"doomed\" java.lang.IllegalStateException: on purpose")
				.contains("\tat ");
			assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

	@Test
	@SuppressWarnings({ "deprecation", "removal" })
	void aThreadThatIsStoppedEndsAsItDoesWithoutUs() throws Exception {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler(null);
		try {
			String without = printed(new ThreadDeath());
			WITH.run((context) -> assertThat(printed(new ThreadDeath()).lines().findFirst())
				.isEqualTo(without.lines().findFirst()));
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

	private static String printed() throws InterruptedException {
		return printed(null);
	}

	private static String printed(@Nullable Error error) throws InterruptedException {
		PrintStream before = System.err;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
		try {
			Thread thread = new Thread(() -> {
				if (error != null) {
					throw error;
				}
				throw new IllegalStateException("on purpose");
			}, "doomed");
			thread.start();
			thread.join();
		}
		finally {
			System.setErr(before);
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	@Test
	void theHandlerOfTheVirtualMachineIsRestoredInWhateverOrderContextsClose() {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.UncaughtExceptionHandler own = (thread, error) -> {
		};
		Thread.setDefaultUncaughtExceptionHandler(own);
		try {
			PanicFixtures fixtures = new PanicFixtures();
			ThreadPanics one = new ThreadPanics(fixtures.recorder, true);
			ThreadPanics two = new ThreadPanics(fixtures.recorder, true);
			one.afterSingletonsInstantiated();
			two.afterSingletonsInstantiated();
			Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
			one.destroy();
			assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
			two.destroy();
			assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(own);
			ThreadPanics three = new ThreadPanics(fixtures.recorder, true);
			three.afterSingletonsInstantiated();
			Thread.UncaughtExceptionHandler later = (thread, error) -> {
			};
			Thread.setDefaultUncaughtExceptionHandler(later);
			three.destroy();
			assertThat(Thread.getDefaultUncaughtExceptionHandler()).as("replaced since").isSameAs(later);
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

	@Test
	void handlersOfClosedContextsDoNotPileUp() {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		AtomicInteger depth = new AtomicInteger();
		Thread.setDefaultUncaughtExceptionHandler((thread,
				error) -> depth.set((int) Arrays.stream(new Throwable().getStackTrace())
					.filter((frame) -> frame.getClassName().startsWith(ThreadPanics.class.getName()))
					.count()));
		try {
			ThreadPanics last = new ThreadPanics(new PanicFixtures().recorder, true);
			last.afterSingletonsInstantiated();
			for (int i = 0; i < 5; i++) {
				ThreadPanics next = new ThreadPanics(new PanicFixtures().recorder, true);
				next.afterSingletonsInstantiated();
				last.destroy();
				last = next;
			}
			Thread.getDefaultUncaughtExceptionHandler()
				.uncaughtException(Thread.currentThread(), new IllegalStateException("on purpose"));
			assertThat(depth).as("handlers in the chain").hasValue(1);
			last.destroy();
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

	@Test
	void theVirtualMachineOfAServletContainerIsLeftAlone() {
		Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class,
					PanicAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(PanicRecorder.class);
				assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
			});
	}

	@Test
	void aSchedulerWithAHandlerOfItsOwnIsLeftAlone() {
		WITH.withBean(ThreadPoolTaskScheduler.class, () -> {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setErrorHandler((error) -> {
			});
			return scheduler;
		}).run((context) -> {
			context.getBean(ThreadPoolTaskScheduler.class).submit(GuestTaskTests::fail).get();
			assertThat(context.getBean(PanicRecorder.class).counts().total()).isZero();
		});
	}

	/** Log events of Spring, with their throwables. */
	private static final class Log extends AppenderBase<ILoggingEvent> implements AutoCloseable {

		private final List<String> events = new ArrayList<>();

		private final Logger logger = (Logger) LoggerFactory.getLogger("org.springframework");

		Log() {
			start();
			this.logger.addAppender(this);
		}

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getThrowableProxy() != null) {
				synchronized (this.events) {
					this.events.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage()
							+ " " + event.getThrowableProxy().getClassName() + ": "
							+ event.getThrowableProxy().getMessage());
				}
			}
		}

		String await(int count) {
			Awaitility.await().dontCatchUncaughtExceptions().until(() -> size() >= count);
			synchronized (this.events) {
				return String.join("\n", this.events);
			}
		}

		private int size() {
			synchronized (this.events) {
				return this.events.size();
			}
		}

		@Override
		public void close() {
			this.logger.detachAppender(this);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tasks {

		@Bean
		Object scheduler(Environment environment) {
			return switch (environment.getRequiredProperty("scheduler")) {
				case "ThreadPool" -> new ThreadPoolTaskScheduler();
				case "SimpleAsync" -> new SimpleAsyncTaskScheduler();
				default -> new ConcurrentTaskScheduler(Executors.newScheduledThreadPool(1));
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Mail {

		@Bean
		Sender sender() {
			return new Sender();
		}

	}

	/** Fails to send. */
	static class Sender {

		@Async
		void send() {
			throw new IllegalStateException("on purpose");
		}

	}

}
