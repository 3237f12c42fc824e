/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Calls code that may hang on a thread of its own, and waits for it with a timeout.
 */
final class TimedCalls {

	private final ClassLoader classLoader;

	/** By identity, how many calls have not returned. */
	private final Map<Object, Integer> running = Collections.synchronizedMap(new IdentityHashMap<>());

	TimedCalls(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/** Whether an earlier call has not returned. */
	boolean hangs(Object called) {
		return this.running.containsKey(called);
	}

	<T> T call(Object called, String name, Duration timeout, Callable<T> call) throws Exception {
		return call(called, name, timeout, call, (late) -> {
		});
	}

	/**
	 * Makes a call.
	 * @param called what {@link #hangs} may be asked about
	 * @param name the name of the thread
	 * @param late takes, on that thread, a result that comes after the timeout; until
	 * that is done, the call counts as hanging
	 * @return the result
	 * @throws TimeoutException if there was none in time; the call is interrupted then
	 * @throws InterruptedException if this thread was interrupted while it waited, never
	 * one that the call has thrown
	 * @throws Exception what the call has thrown
	 */
	<T> T call(Object called, String name, Duration timeout, Callable<T> call, Consumer<T> late) throws Exception {
		AtomicBoolean decided = new AtomicBoolean();
		FutureTask<T> task = new FutureTask<>(() -> {
			this.running.merge(called, 1, Integer::sum);
			try {
				T result = call.call();
				if (!decided.compareAndSet(false, true)) {
					late.accept(result);
				}
				return result;
			}
			finally {
				this.running.computeIfPresent(called, (key, calls) -> (calls > 1) ? calls - 1 : null);
			}
		});
		start(task, name);
		try {
			return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | InterruptedException ex) {
			if (decided.compareAndSet(false, true)) {
				throw ex;
			}
			return ended(task, ex instanceof InterruptedException);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause && !(cause instanceof InterruptedException)) {
				throw cause;
			}
			throw ex;
		}
		finally {
			task.cancel(true);
		}
	}

	private void start(Runnable task, String name) {
		Thread thread = new Thread(null, task, "softlanding-reload-" + name, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(this.classLoader);
		try {
			thread.start();
		}
		catch (OutOfMemoryError error) {
			// An exception, because the other listeners still have to be called.
			throw new IllegalStateException("No thread can be created");
		}
	}

	/**
	 * The result of a call that has just returned: an interrupt must not lose what it has
	 * made.
	 */
	private static <T> T ended(FutureTask<T> task, boolean wasInterrupted) throws ExecutionException {
		boolean interrupted = wasInterrupted;
		try {
			while (true) {
				try {
					return task.get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
