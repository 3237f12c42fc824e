package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Sees what escapes listeners of application events, and lets it go on to the publisher
 * or to the application's own handler, as before.
 */
final class EventPanics implements SmartInitializingSingleton {

	private final PanicRecorder recorder;

	private final ApplicationEventMulticaster multicaster;

	EventPanics(PanicRecorder recorder, ApplicationEventMulticaster multicaster) {
		this.recorder = recorder;
		this.multicaster = multicaster;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.multicaster instanceof SimpleApplicationEventMulticaster simple) {
			ErrorHandler own = OwnErrorHandler.of(simple);
			simple.setErrorHandler((error) -> failed(error, own));
		}
	}

	private void failed(Throwable error, @Nullable ErrorHandler own) {
		this.recorder.recordAndMark(error, PanicSource.EVENT, null, null);
		if (own != null) {
			own.handleError(error);
		}
		else {
			ReflectionUtils.rethrowRuntimeException(error);
		}
	}

}
