package io.softlanding.reload;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls listeners, each on a thread of its own, and waits no longer than is allowed. One
 * that hangs is never called again until it has come back.
 */
final class ListenerCalls {

	private final ClassLoader classLoader;

	private final Map<ReloadListener, Integer> running = new ConcurrentHashMap<>();

	ListenerCalls(ClassLoader classLoader) {
		this.classLoader = classLoader;
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
	 * @throws Exception what it has thrown
	 */
	<T> T call(ReloadListener listener, Duration timeout, Callable<T> call) throws Exception {
		FutureTask<T> task = new FutureTask<>(() -> {
			this.running.merge(listener, 1, Integer::sum);
			try {
				return call.call();
			}
			finally {
				this.running.computeIfPresent(listener, (key, calls) -> (calls > 1) ? calls - 1 : null);
			}
		});
		Thread thread = new Thread(null, task, "softlanding-reload-" + listener.name(), 0, false);
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
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
		finally {
			task.cancel(true);
		}
	}

}
