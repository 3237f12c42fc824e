package io.softlanding.panic;

import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Sees what escapes tasks of Spring's schedulers, such as methods with
 * {@code @Scheduled}. What becomes of the task stays as it was: one that repeats goes on,
 * any other one's future has the error.
 */
final class ScheduledPanics implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<PanicRecorder> recorder;

	ScheduledPanics(ObjectProvider<PanicRecorder> recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskScheduler scheduler) {
			scheduler.setErrorHandler(handler(bean, ScheduledPanics::repeats));
		}
		else if (bean instanceof SimpleAsyncTaskScheduler scheduler) {
			// It runs each task on a thread of its own, where no future has the error.
			scheduler.setErrorHandler(handler(bean, () -> true));
		}
		else if (bean instanceof ConcurrentTaskScheduler scheduler) {
			scheduler.setErrorHandler(handler(bean, ScheduledPanics::repeats));
		}
		return bean;
	}

	private ErrorHandler handler(Object scheduler, BooleanSupplier repeats) {
		ErrorHandler own = OwnErrorHandler.of(scheduler);
		return (error) -> failed(error, own, repeats);
	}

	private void failed(Throwable error, @Nullable ErrorHandler own, BooleanSupplier repeats) {
		this.recorder.getObject().recordAndMark(error, PanicSource.SCHEDULED, null, null);
		if (own != null) {
			own.handleError(error);
		}
		else if (!repeats.getAsBoolean()) {
			ReflectionUtils.rethrowRuntimeException(error);
		}
	}

	/** With a handler of any kind, Spring no longer tells one from the other. */
	private static boolean repeats() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> frame.getMethodName().equals("runAndReset")
					&& frame.getClassName().equals(FutureTask.class.getName())
					|| frame.getClassName().endsWith(".ReschedulingRunnable")));
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
