package io.softlanding.work;

import java.lang.reflect.Field;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Puts our decorator around the one that each of Spring's executors and schedulers has,
 * whoever made it.
 */
final class TrackedExecutors implements BeanPostProcessor, PriorityOrdered {

	private static final Logger logger = LoggerFactory.getLogger(TrackedExecutors.class);

	private final ObjectProvider<WorkRegistry> registry;

	private final ObjectProvider<TrackedRuns> runs;

	TrackedExecutors(ObjectProvider<WorkRegistry> registry, ObjectProvider<TrackedRuns> runs) {
		this.registry = registry;
		this.runs = runs;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskExecutor executor) {
			track(executor, beanName);
		}
		else if (bean instanceof SimpleAsyncTaskScheduler scheduler) {
			scheduler.setTaskDecorator(triggers(bean, beanName));
		}
		else if (bean instanceof ThreadPoolTaskScheduler scheduler) {
			scheduler.setTaskDecorator(triggers(bean, beanName));
		}
		else if (bean instanceof SimpleAsyncTaskExecutor executor) {
			executor.setTaskDecorator(tasks(bean, beanName, null));
		}
		return bean;
	}

	private void track(ThreadPoolTaskExecutor executor, String beanName) {
		BlockingQueue<Runnable> queue;
		try {
			queue = executor.getThreadPoolExecutor().getQueue();
		}
		catch (IllegalStateException ex) {
			logger.info("The tasks of '{}' are not waited for when this instance drains: it has no pool", beanName);
			return;
		}
		if (queue instanceof LinkedBlockingQueue || queue instanceof ArrayBlockingQueue
				|| queue instanceof SynchronousQueue) {
			executor.setTaskDecorator(tasks(executor, beanName, queue));
		}
		else {
			// One that sorts its tasks wants them as they are.
			logger.info("The tasks of '{}' are not waited for when this instance drains: they wait in a {}", beanName,
					queue.getClass().getName());
		}
	}

	private TrackedExecutor tasks(Object executor, String beanName, @Nullable Queue<Runnable> queue) {
		WorkRegistry registry = this.registry.getObject();
		TrackedExecutor tracked = new TrackedExecutor(beanName, own(executor), queue, registry);
		registry.add(tracked);
		return tracked;
	}

	private TrackedTriggers triggers(Object scheduler, String beanName) {
		return new TrackedTriggers(own(scheduler), tasks(scheduler, beanName, null), this.runs.getObject());
	}

	/**
	 * They take a decorator and show none: without reflection, ours would replace the
	 * application's.
	 */
	private static @Nullable TaskDecorator own(Object executor) {
		Field field = ReflectionUtils.findField(executor.getClass(), "taskDecorator");
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ReflectionUtils.getField(field, executor) instanceof TaskDecorator decorator) ? decorator : null;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
