package io.softlanding.panic;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * Sees what escapes methods with {@code @Async} that return nothing, and passes it on to
 * the application's own handler.
 */
final class AsyncPanics implements InstantiationAwareBeanPostProcessor, PriorityOrdered, AsyncUncaughtExceptionHandler {

	private final ObjectProvider<PanicRecorder> recorder;

	private final ObjectProvider<AsyncConfigurer> configurer;

	AsyncPanics(ObjectProvider<PanicRecorder> recorder, ObjectProvider<AsyncConfigurer> configurer) {
		this.recorder = recorder;
		this.configurer = configurer;
	}

	/** As soon as it is there: it hands its handler over before it is initialized. */
	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (bean instanceof AsyncAnnotationBeanPostProcessor async) {
			async.setExceptionHandler(this);
		}
		return true;
	}

	@Override
	public void handleUncaughtException(Throwable error, Method method, @Nullable Object... params) {
		this.recorder.getObject().record(error, PanicSource.ASYNC);
		AsyncConfigurer configurer = this.configurer.getIfUnique();
		AsyncUncaughtExceptionHandler own = (configurer != null) ? configurer.getAsyncUncaughtExceptionHandler() : null;
		if (own != null) {
			own.handleUncaughtException(error, method, params);
		}
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
