/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;

import io.softlanding.config.LocalBeans;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Decides for each executor bean how it is observed, and leaves it the object that it is.
 * Spring's executors get our decorator around their own, unless the application could see
 * the difference; other pools are read.
 */
final class ObservedExecutors implements DestructionAwareBeanPostProcessor, PriorityOrdered {

	/** The field that all of them have. */
	static final String DECORATOR = "taskDecorator";

	/** Where what a {@link SimpleAsyncTaskScheduler} is to start waits. */
	static final String TRIGGERS = "triggerExecutor";

	private final WorkRegistry registry;

	private final TrackedRuns runs;

	ObservedExecutors(WorkRegistry registry) {
		this.registry = registry;
		this.runs = new TrackedRuns(registry);
	}

	WorkRegistry registry() {
		return this.registry;
	}

	TrackedRuns runs() {
		return this.runs;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Executor && !(bean instanceof SyncTaskExecutor) && !LocalBeans.isScoped(bean)) {
			observe(bean, beanName);
		}
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return pool(bean) != null;
	}

	/** What waits is gone a moment later, and nothing tells of it. */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		if (pool(bean) instanceof ThreadPoolExecutor pool) {
			this.registry.executors().addDropped(QueuedTask.of(beanName, pool));
		}
	}

	private void observe(Object bean, String name) {
		if (bean instanceof ThreadPoolTaskExecutor executor) {
			BlockingQueue<Runnable> queue = queue(executor);
			// A subclass may do what it likes with its decorator.
			if (queue != null && isInherited(executor, "setTaskDecorator", TaskDecorator.class)) {
				executor.setTaskDecorator(tasks(executor, name, queue));
			}
			else {
				count(executor, name, ObservedExecutors::pool);
			}
		}
		else if (bean instanceof SimpleAsyncTaskScheduler scheduler) {
			scheduler.setTaskDecorator(triggers(scheduler, name));
		}
		else if (bean instanceof SimpleAsyncTaskExecutor executor && looksAtNoTask(executor)) {
			executor.setTaskDecorator(tasks(executor, name, null));
		}
		else if (bean instanceof ThreadPoolTaskScheduler scheduler) {
			if (isDecorated(scheduler)) {
				scheduler.setTaskDecorator(triggers(scheduler, name));
			}
			else {
				count(scheduler, name, ObservedExecutors::pool);
			}
		}
		else if (bean instanceof ThreadPoolExecutor || bean instanceof ForkJoinPool) {
			count((Executor) bean, name, (pool) -> pool);
		}
		else if (bean instanceof ConcurrentTaskExecutor adapter && isPool(adapter.getConcurrentExecutor())) {
			count(adapter, name, ConcurrentTaskExecutor::getConcurrentExecutor);
		}
		else {
			this.registry.executors().addNotObserved(bean, name);
		}
	}

	private static boolean isPool(Executor executor) {
		return executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool;
	}

	private <T> void count(T bean, String name, Function<T, @Nullable Executor> pool) {
		this.registry.executors().add(new CountedExecutor<>(name, bean, pool));
	}

	static @Nullable Executor pool(@Nullable Object executor) {
		try {
			if (executor instanceof ThreadPoolTaskExecutor tasks) {
				return tasks.getThreadPoolExecutor();
			}
			if (executor instanceof ThreadPoolTaskScheduler scheduler) {
				return scheduler.getScheduledThreadPoolExecutor();
			}
		}
		catch (IllegalStateException ex) {
			// Its owner initializes it later.
			return null;
		}
		if (executor instanceof SimpleAsyncTaskScheduler scheduler) {
			return (field(scheduler, TRIGGERS) instanceof Executor triggers) ? triggers : null;
		}
		return (executor instanceof ThreadPoolExecutor pool) ? pool : null;
	}

	/** Whether an executor exists no more, or takes no task any more and has none. */
	static boolean isGone(@Nullable Object executor) {
		return executor == null || pool(executor) instanceof ThreadPoolExecutor pool && pool.isTerminated()
				|| executor instanceof SimpleAsyncTaskExecutor tasks && !tasks.isActive();
	}

	/** Whether an executor asks for the text of each task that it refuses. */
	static boolean tellsRefusals(@Nullable Object executor) {
		return executor instanceof ThreadPoolTaskExecutor && pool(executor) instanceof ThreadPoolExecutor pool
				&& pool.getRejectedExecutionHandler().getClass() == ThreadPoolExecutor.AbortPolicy.class
				&& !pool.isTerminated();
	}

	/**
	 * Returns the queue of an executor whose tasks may be wrapped: nothing of the
	 * application looks at them.
	 */
	private static @Nullable BlockingQueue<Runnable> queue(ThreadPoolTaskExecutor executor) {
		if (pool(executor) instanceof ThreadPoolExecutor pool && looksAtNoTask(executor, pool)) {
			Class<?> type = pool.getQueue().getClass();
			return (type == LinkedBlockingQueue.class || type == ArrayBlockingQueue.class
					|| type == SynchronousQueue.class) ? pool.getQueue() : null;
		}
		return null;
	}

	/**
	 * Spring wraps the futures of a scheduler that has a decorator, and one that is
	 * cancelled then stays in the queue until it is due.
	 */
	private static boolean isDecorated(ThreadPoolTaskScheduler scheduler) {
		return pool(scheduler) instanceof ThreadPoolExecutor pool && looksAtNoTask(scheduler, pool)
				&& pool.getClass().getName().startsWith("org.springframework.")
				&& (!scheduler.isRemoveOnCancelPolicy() || own(scheduler) != null);
	}

	private static boolean looksAtNoTask(ExecutorConfigurationSupport executor, ThreadPoolExecutor pool) {
		return pool.getRejectedExecutionHandler().getClass().getEnclosingClass() == ThreadPoolExecutor.class
				&& isInherited(executor, "beforeExecute", Thread.class, Runnable.class)
				&& isInherited(executor, "afterExecute", Runnable.class, Throwable.class);
	}

	/** Spring hands the task itself to these methods. */
	private static boolean looksAtNoTask(SimpleAsyncTaskExecutor executor) {
		return isInherited(executor, "setTaskDecorator", TaskDecorator.class)
				&& isInherited(executor, "doExecute", Runnable.class)
				&& isInherited(executor, "newThread", Runnable.class)
				&& isInherited(executor, "createThread", Runnable.class);
	}

	private static boolean isInherited(Object executor, String name, Class<?>... parameters) {
		Method method = ReflectionUtils.findMethod(executor.getClass(), name, parameters);
		return method == null || method.getDeclaringClass().getName().startsWith("org.springframework.");
	}

	private TrackedExecutor tasks(Object executor, String name, @Nullable BlockingQueue<Runnable> queue) {
		TrackedExecutor tracked = new TrackedExecutor(name, own(executor), queue, this.registry, executor);
		this.registry.executors().add(tracked);
		return tracked;
	}

	private TrackedTriggers triggers(Object scheduler, String name) {
		return new TrackedTriggers(own(scheduler), tasks(scheduler, name, null), this.runs);
	}

	/**
	 * They take a decorator and show none: without reflection, ours would replace the
	 * application's.
	 */
	private static @Nullable TaskDecorator own(Object executor) {
		return (field(executor, DECORATOR) instanceof TaskDecorator decorator) ? decorator : null;
	}

	static @Nullable Object field(Object object, String name) {
		Field field = ReflectionUtils.findField(object.getClass(), name);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, object);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
