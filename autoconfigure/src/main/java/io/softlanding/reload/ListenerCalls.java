package io.softlanding.reload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Calls listeners, each on a thread of its own, and waits no longer than is allowed. One
 * that hangs is never called again until it has come back.
 */
final class ListenerCalls {

	private final ClassLoader classLoader;

	private final Map<Object, Integer> running = new ConcurrentHashMap<>();

	private final Map<ReloadListener, String> names = new ConcurrentHashMap<>();

	ListenerCalls(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/** Asked once: a name that fails later must not keep others from being undone. */
	String name(ReloadListener listener) {
		return this.names.computeIfAbsent(listener, ListenerCalls::firstName);
	}

	private static String firstName(ReloadListener listener) {
		try {
			return listener.name();
		}
		catch (RuntimeException ex) {
			return listener.getClass().getName();
		}
	}

	/** Whether a call of a listener from before has not come back. */
	boolean hangs(ReloadListener listener) {
		return this.running.containsKey(listener);
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
	 * nobody waits for it any more
	 * @see #call(ReloadListener, Duration, Callable)
	 */
	<T> T call(ReloadListener listener, Duration timeout, Callable<T> call, Consumer<T> tooLate) throws Exception {
		return call(listener, name(listener), timeout, call, tooLate);
	}

	/** Asks a validator, which is allowed no more time than a listener. */
	List<String> problems(SnapshotValidator validator, Duration timeout, Snapshot snapshot) throws Exception {
		return call(validator, validator.getClass().getSimpleName(), timeout, () -> validator.problems(snapshot),
				(late) -> {
				});
	}

	/** Whether a validator was asked before and has not answered. */
	boolean hangs(SnapshotValidator validator) {
		return this.running.containsKey(validator);
	}

	private <T> T call(Object listener, String name, Duration timeout, Callable<T> call, Consumer<T> tooLate)
			throws Exception {
		AtomicBoolean decided = new AtomicBoolean();
		FutureTask<T> task = new FutureTask<>(() -> {
			this.running.merge(listener, 1, Integer::sum);
			try {
				T result = call.call();
				if (!decided.compareAndSet(false, true)) {
					tooLate.accept(result);
				}
				return result;
			}
			finally {
				this.running.computeIfPresent(listener, (key, calls) -> (calls > 1) ? calls - 1 : null);
			}
		});
		Thread thread = new Thread(null, task, "softlanding-reload-" + name, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(this.classLoader);
		try {
			thread.start();
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
				throw ex;
			}
			// It has come back just now, and its thread has nothing left to do.
			T result = task.get();
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return result;
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

}
