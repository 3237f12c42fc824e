package io.softlanding.panic;

import java.lang.Thread.UncaughtExceptionHandler;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Counts errors that end a thread, as the default handler of the virtual machine, and
 * calls the handler that was there before. That one is restored when the context is
 * closed, unless another handler has replaced this one since.
 */
final class ThreadPanics implements UncaughtExceptionHandler, SmartInitializingSingleton, DisposableBean {

	private volatile @Nullable PanicRecorder recorder;

	private volatile @Nullable UncaughtExceptionHandler previous;

	ThreadPanics(PanicRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.previous = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler(this);
	}

	@Override
	public void uncaughtException(Thread thread, Throwable error) {
		PanicRecorder recorder = this.recorder;
		if (recorder != null) {
			recorder.recordAndMark(error, PanicSource.THREAD, null, true);
		}
		UncaughtExceptionHandler previous = this.previous;
		if (previous != null) {
			previous.uncaughtException(thread, error);
		}
		else {
			printAsTheVirtualMachineDoes(thread, error);
		}
	}

	/** What {@link ThreadGroup} does where there is no handler. */
	private static void printAsTheVirtualMachineDoes(Thread thread, Throwable error) {
		// CHECKSTYLE:OFF the output of the virtual machine, which is on System.err
		System.err.print("Exception in thread \"" + thread.getName() + "\" ");
		error.printStackTrace(System.err);
		// CHECKSTYLE:ON
	}

	@Override
	public void destroy() {
		this.recorder = null;
		if (Thread.getDefaultUncaughtExceptionHandler() == this) {
			Thread.setDefaultUncaughtExceptionHandler(previousOfOpenContext());
		}
	}

	/** A handler of a context that was closed before this one is not restored. */
	private @Nullable UncaughtExceptionHandler previousOfOpenContext() {
		UncaughtExceptionHandler previous = this.previous;
		while (previous instanceof ThreadPanics other && other.recorder == null) {
			previous = other.previous;
		}
		return previous;
	}

}
