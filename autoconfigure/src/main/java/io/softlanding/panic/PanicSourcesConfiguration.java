package io.softlanding.panic;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import io.softlanding.drain.NanoClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * Where panics come from, besides requests.
 */
@Configuration(proxyBeanMethods = false)
class PanicSourcesConfiguration {

	@Bean
	ThreadPanics softlandingThreadPanics(PanicRecorder recorder) {
		return new ThreadPanics(recorder);
	}

	@Bean
	static AsyncPanics softlandingAsyncPanics(ObjectProvider<PanicRecorder> recorder,
			ObjectProvider<AsyncConfigurer> configurer) {
		return new AsyncPanics(recorder, configurer);
	}

	@Bean
	static ScheduledPanics softlandingScheduledPanics(ObjectProvider<PanicRecorder> recorder) {
		return new ScheduledPanics(recorder);
	}

	@Bean
	EventPanics softlandingEventPanics(PanicRecorder recorder, ApplicationEventMulticaster multicaster) {
		return new EventPanics(recorder, multicaster);
	}

	/** Beside another one it would be left out, as would be that. */
	@Bean
	@ConditionalOnMissingBean(TaskDecorator.class)
	ContainedTaskDecorator softlandingContainedTaskDecorator(ObjectProvider<PanicRecorder> recorder) {
		return new ContainedTaskDecorator((task) -> task, recorder::getObject);
	}

	@Bean
	static BeanPostProcessor softlandingTaskDecoratorPanics(ObjectProvider<PanicRecorder> recorder) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				boolean foreign = bean instanceof TaskDecorator && !(bean instanceof ContainedTaskDecorator);
				return foreign ? new ContainedTaskDecorator((TaskDecorator) bean, recorder::getObject) : bean;
			}

		};
	}

	@Bean
	UnreadFailures softlandingUnreadFailures(PanicRecorder recorder, Surroundings surroundings) {
		return new UnreadFailures(recorder, surroundings, NanoClock.SYSTEM);
	}

	@Bean
	@ConditionalOnMissingBean
	ContainedExecutors softlandingContainedExecutors(UnreadFailures unread) {
		return new ContainedExecutors() {

			@Override
			public ExecutorService wrap(ExecutorService executor) {
				return (executor instanceof ContainedExecutor) ? executor : new ContainedExecutor(executor, unread);
			}

			@Override
			public ScheduledExecutorService wrap(ScheduledExecutorService executor) {
				return (executor instanceof ContainedScheduler) ? executor : new ContainedScheduler(executor, unread);
			}

		};
	}

	@Bean
	PanicWatch softlandingPanicWatch(ObjectProvider<Periodic> periodic, PanicRecorder recorder) {
		return new PanicWatch(() -> periodic.orderedStream().toList(), recorder::callbackFailed);
	}

}
