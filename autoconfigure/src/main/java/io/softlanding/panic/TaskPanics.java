/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.aop.interceptor.SimpleAsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.TaskUtils;
import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Records uncaught errors of {@code @Async} methods without a result, and of Spring's
 * schedulers that have no error handler of their own. The handlers of the application or
 * of the framework are called as without it.
 */
final class TaskPanics implements InstantiationAwareBeanPostProcessor, PriorityOrdered {

	private static final Predicate<StackFrame> SUPPRESSES = (frame) -> frame.getMethodName().equals("runAndReset")
			&& frame.getClassName().equals(FutureTask.class.getName())
			|| frame.getMethodName().equals("shutdownAwareErrorHandler")
			|| frame.getClassName().endsWith(".ReschedulingRunnable");

	/** Linked before there is an error. */
	private static final Function<Stream<StackFrame>, Boolean> SUPPRESSED = (frames) -> frames.anyMatch(SUPPRESSES);

	/** Not looked up: a task that fails must not wait for the start of the context. */
	private volatile @Nullable PanicRecorder recorder;

	/** Initialization copies the handler. */
	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (bean instanceof AsyncAnnotationBeanPostProcessor async) {
			Field field = field(bean, "exceptionHandler", Supplier.class);
			if (field != null) {
				observe(async, (Supplier<?>) ReflectionUtils.getField(field, bean));
			}
		}
		return true;
	}

	private void observe(AsyncAnnotationBeanPostProcessor async, @Nullable Supplier<?> configured) {
		Supplier<AsyncUncaughtExceptionHandler> own = SingletonSupplier
			.of(() -> (configured != null && configured.get() instanceof AsyncUncaughtExceptionHandler handler)
					? handler : new SimpleAsyncUncaughtExceptionHandler());
		async.setExceptionHandler((error, method, params) -> {
			record(error, PanicSource.ASYNC);
			own.get().handleUncaughtException(error, method, params);
		});
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof PanicRecorder found) {
			this.recorder = found;
		}
		else if (bean instanceof ThreadPoolTaskScheduler || bean instanceof SimpleAsyncTaskScheduler
				|| bean instanceof ConcurrentTaskScheduler) {
			observe(bean);
		}
		return bean;
	}

	/** Not by the setter, which an application may override. */
	private void observe(Object scheduler) {
		Field field = field(scheduler, "errorHandler", ErrorHandler.class);
		if (field != null && ReflectionUtils.getField(field, scheduler) == null) {
			ErrorHandler handler = (error) -> failed(scheduler, error);
			ReflectionUtils.setField(field, scheduler, handler);
		}
	}

	/** The error of a task that runs once may be handled by the reader of its future. */
	private void failed(Object scheduler, Throwable error) {
		PanicRecorder first = this.recorder;
		if (first != null) {
			first.makeRoom(error);
		}
		boolean suppressed = isSuppressed();
		if (suppressed || isAnnotated(error)) {
			record(error, PanicSource.SCHEDULED);
		}
		if (suppressed && isShutDown(scheduler)) {
			LogFactory.getLog(scheduler.getClass()).debug("Ignoring scheduled task exception after shutdown", error);
			return;
		}
		TaskUtils.getDefaultErrorHandler(suppressed).handleError(error);
	}

	/** With a handler, Spring does not distinguish repeating tasks from others. */
	private static boolean isSuppressed() {
		return StackWalker.getInstance().walk(SUPPRESSED);
	}

	/** The future of a method with {@code @Scheduled} is Spring's own. */
	private static boolean isAnnotated(Throwable error) {
		for (StackTraceElement frame : ErrorChain.stackOf(error)) {
			if (frame.getClassName().equals("org.springframework.scheduling.support.ScheduledMethodRunnable")) {
				return true;
			}
		}
		return false;
	}

	private static boolean isShutDown(Object scheduler) {
		Field field = (scheduler instanceof SimpleAsyncTaskScheduler)
				? field(scheduler, "triggerExecutor", ExecutorService.class) : null;
		return field != null && ReflectionUtils.getField(field, scheduler) instanceof ExecutorService executor
				&& executor.isShutdown();
	}

	private void record(Throwable error, PanicSource source) {
		PanicRecorder recorder = this.recorder;
		if (recorder != null) {
			recorder.record(error, source, null, true);
		}
	}

	private static @Nullable Field field(Object bean, String name, Class<?> type) {
		Field field = ReflectionUtils.findField(bean.getClass(), name);
		if (field == null || !type.isAssignableFrom(field.getType())) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return field;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
