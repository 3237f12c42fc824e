/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.Thread.UncaughtExceptionHandler;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Records errors that end a thread, as the default handler of the virtual machine, and
 * calls the previous handler. Not in a virtual machine that other applications share.
 */
final class ThreadPanics implements SmartInitializingSingleton, DisposableBean {

	private final Handler handler;

	private final boolean ownsProcess;

	ThreadPanics(PanicRecorder recorder, boolean ownsProcess) {
		this.handler = new Handler(recorder);
		this.ownsProcess = ownsProcess;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.ownsProcess) {
			this.handler.install();
		}
	}

	@Override
	public void destroy() {
		this.handler.remove();
	}

	/** Not a bean: the application may have a handler that is one. */
	private static final class Handler implements UncaughtExceptionHandler {

		/** The recorder, {@code null} once the context is closed. */
		private volatile @Nullable PanicRecorder recorder;

		private volatile @Nullable UncaughtExceptionHandler previous;

		Handler(PanicRecorder recorder) {
			this.recorder = recorder;
		}

		@Override
		public void uncaughtException(Thread thread, Throwable error) {
			PanicRecorder recorder = this.recorder;
			if (recorder != null && !isStopped(error)) {
				recorder.recordAndMark(error, PanicSource.THREAD, null, true);
			}
			UncaughtExceptionHandler previous = this.previous;
			if (previous != null) {
				previous.uncaughtException(thread, error);
			}
			else if (!isStopped(error)) {
				printAsTheVirtualMachineDoes(thread, error);
			}
		}

		/** Before Java 20, a thread that is stopped ends silently. */
		private static boolean isStopped(Throwable error) {
			return Runtime.version().feature() < 20 && error.getClass().getName().equals("java.lang.ThreadDeath");
		}

		/** What {@link ThreadGroup} does where there is no handler. */
		private static void printAsTheVirtualMachineDoes(Thread thread, Throwable error) {
			// CHECKSTYLE:OFF the output of the virtual machine, which is on System.err
			System.err.print("Exception in thread \"" + thread.getName() + "\" ");
			error.printStackTrace(System.err);
			// CHECKSTYLE:ON
		}

		void install() {
			synchronized (Handler.class) {
				this.previous = open(Thread.getDefaultUncaughtExceptionHandler());
				Thread.setDefaultUncaughtExceptionHandler(this);
			}
		}

		/** Removes this handler from the chain, and those of closed contexts. */
		void remove() {
			synchronized (Handler.class) {
				this.recorder = null;
				UncaughtExceptionHandler top = Thread.getDefaultUncaughtExceptionHandler();
				if (top == this) {
					Thread.setDefaultUncaughtExceptionHandler(open(this.previous));
				}
				while (top instanceof Handler above) {
					above.previous = open(above.previous);
					top = above.previous;
				}
			}
		}

		/** Returns the first handler that is not of a closed context. */
		private static @Nullable UncaughtExceptionHandler open(@Nullable UncaughtExceptionHandler first) {
			UncaughtExceptionHandler handler = first;
			while (handler instanceof Handler ours && ours.recorder == null) {
				handler = ours.previous;
			}
			return handler;
		}

	}

}
