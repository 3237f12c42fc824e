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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.softlanding.process.SoftlandingThread;

/**
 * Calls listeners, and whatever else may hang, on a thread of their own, and waits no
 * longer than is allowed. One that hangs keeps that thread, and is not asked anything new
 * until it has come back; only what it has done may have to be undone meanwhile.
 */
final class TimedCalls {

	/** Longer than one reload is busy between two calls. */
	private static final long IDLE_MILLIS = 200;

	private final ClassLoader classLoader;

	/** Two that are equal are two. */
	private final Map<Object, Integer> running = Collections.synchronizedMap(new IdentityHashMap<>());

	private final Map<ReloadListener, String> names = Collections.synchronizedMap(new IdentityHashMap<>());

	/** Has one thread while it is used. Touched while the gate is held. */
	private ThreadPoolExecutor worker;

	TimedCalls(ClassLoader classLoader) {
		this.classLoader = classLoader;
		this.worker = worker();
	}

	private static ThreadPoolExecutor worker() {
		ThreadPoolExecutor worker = new ThreadPoolExecutor(1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(), (calls) -> new SoftlandingThread("reload", calls));
		worker.allowCoreThreadTimeOut(true);
		return worker;
	}

	/** Asked once: a name that fails later must not keep others from being undone. */
	String name(ReloadListener listener) {
		return this.names.computeIfAbsent(listener, TimedCalls::firstName);
	}

	private static String firstName(ReloadListener listener) {
		try {
			return listener.name();
		}
		catch (RuntimeException ex) {
			return listener.getClass().getName();
		}
	}

	/** Whether a call from before has not come back. */
	boolean hangs(Object called) {
		return this.running.containsKey(called);
	}

	/**
	 * Calls a listener.
	 * @param listener the listener
	 * @param timeout how long to wait for it
	 * @param call the call
	 * @return what it returns
	 * @throws TimeoutException if it has not returned in time; it is interrupted then
	 * @throws InterruptedException if this thread was interrupted while it waited, never
	 * one that the listener has thrown
	 * @throws Exception what it has thrown
	 */
	<T> T call(ReloadListener listener, Duration timeout, Callable<T> call) throws Exception {
		return call(listener, timeout, call, (late) -> {
		});
	}

	/**
	 * Calls a listener.
	 * @param tooLate takes, on the listener's thread, what it returns after all when
	 * nobody waits for it any more; the listener counts as hanging until that is done
	 * @see #call(ReloadListener, Duration, Callable)
	 */
	<T> T call(ReloadListener listener, Duration timeout, Callable<T> call, Consumer<T> tooLate) throws Exception {
		return call(listener, name(listener), timeout, call, tooLate);
	}

	/**
	 * Calls something else that may hang.
	 * @param called what {@link #hangs} may be asked about
	 * @param name the name of the thread
	 * @see #call(ReloadListener, Duration, Callable)
	 */
	<T> T call(Object called, String name, Duration timeout, Callable<T> call) throws Exception {
		return call(called, name, timeout, call, (late) -> {
		});
	}

	private <T> T call(Object called, String name, Duration timeout, Callable<T> call, Consumer<T> tooLate)
			throws Exception {
		AtomicBoolean decided = new AtomicBoolean();
		FutureTask<T> task = new FutureTask<>(() -> {
			this.running.merge(called, 1, Integer::sum);
			Thread thread = Thread.currentThread();
			thread.setName("softlanding-reload-" + name);
			thread.setContextClassLoader(this.classLoader);
			try {
				T result = call.call();
				if (!decided.compareAndSet(false, true)) {
					tooLate.accept(result);
				}
				return result;
			}
			finally {
				this.running.computeIfPresent(called, (key, calls) -> (calls > 1) ? calls - 1 : null);
			}
		});
		try {
			this.worker.execute(task);
		}
		catch (OutOfMemoryError error) {
			// Whoever comes after this listener still has to be told.
			throw new IllegalStateException("The process has no thread left to give");
		}
		try {
			return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | InterruptedException ex) {
			if (decided.compareAndSet(false, true)) {
				replaceWorker();
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

	/**
	 * What a call has returned just now: its thread has nothing left to do, and an
	 * interrupt must not lose what it has made.
	 */
	private static <T> T ended(FutureTask<T> task, boolean interrupted) throws ExecutionException {
		boolean told = interrupted;
		try {
			while (true) {
				try {
					return task.get();
				}
				catch (InterruptedException ex) {
					told = true;
				}
			}
		}
		finally {
			if (told) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Leaves the thread to whoever does not give it back; it ends when he does. */
	private void replaceWorker() {
		this.worker.shutdown();
		this.worker = worker();
	}

}
