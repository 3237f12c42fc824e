package io.softlanding.panic;

import java.lang.Thread.UncaughtExceptionHandler;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Sees what ends a thread, as the default handler of the virtual machine, and passes it
 * on to the handler that was there before. When the context is closed that one is put
 * back, unless somebody else has come after us: then this one only passes on.
 */
final class ThreadPanics implements UncaughtExceptionHandler, SmartInitializingSingleton, DisposableBean {

	private final PanicRecorder recorder;

	private volatile @Nullable UncaughtExceptionHandler previous;

	private volatile boolean active;

	ThreadPanics(PanicRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.previous = Thread.getDefaultUncaughtExceptionHandler();
		this.active = true;
		Thread.setDefaultUncaughtExceptionHandler(this);
	}

	@Override
	public void uncaughtException(Thread thread, Throwable error) {
		if (this.active) {
			this.recorder.recordAndMark(error, PanicSource.THREAD, null, null);
		}
		UncaughtExceptionHandler previous = this.previous;
		if (previous != null) {
			previous.uncaughtException(thread, error);
		}
	}

	@Override
	public void destroy() {
		this.active = false;
		if (Thread.getDefaultUncaughtExceptionHandler() == this) {
			Thread.setDefaultUncaughtExceptionHandler(this.previous);
		}
	}

}
