package io.softlanding.panic;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * An executor that looks at what its tasks throw.
 */
class ContainedExecutor extends AbstractExecutorService {

	private final ExecutorService executor;

	private final UnreadFailures unread;

	ContainedExecutor(ExecutorService executor, UnreadFailures unread) {
		this.executor = executor;
		this.unread = unread;
	}

	@Override
	public final void execute(Runnable command) {
		this.executor.execute((command instanceof ContainedTask<?>) ? command : contained(command));
	}

	final Runnable contained(Runnable command) {
		PanicRecorder recorder = this.unread.recorder();
		return () -> {
			try {
				command.run();
			}
			catch (Throwable ex) {
				recorder.record(ex, PanicSource.EXECUTOR, null, false);
			}
		};
	}

	final <V> ContainedTask<V> task(Callable<V> callable) {
		return new ContainedTask<>(callable, this.unread);
	}

	@Override
	protected final <T> RunnableFuture<T> newTaskFor(Runnable runnable, @Nullable T value) {
		return newTaskFor(Executors.callable(runnable, value));
	}

	@Override
	protected final <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
		return task(callable);
	}

	@Override
	public final void shutdown() {
		this.executor.shutdown();
	}

	@Override
	public final List<Runnable> shutdownNow() {
		return this.executor.shutdownNow();
	}

	@Override
	public final boolean isShutdown() {
		return this.executor.isShutdown();
	}

	@Override
	public final boolean isTerminated() {
		return this.executor.isTerminated();
	}

	@Override
	public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		return this.executor.awaitTermination(timeout, unit);
	}

}
