package io.softlanding.panic;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A scheduled executor that looks at what its tasks throw, and whose tasks go on.
 */
final class ContainedScheduler extends ContainedExecutor implements ScheduledExecutorService {

	private final ScheduledExecutorService scheduler;

	ContainedScheduler(ScheduledExecutorService scheduler, UnreadFailures unread) {
		super(scheduler, unread);
		this.scheduler = scheduler;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return schedule(Executors.callable(command), delay, unit);
	}

	@Override
	public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		ContainedTask<V> task = task(callable);
		return new Scheduled<>(task, this.scheduler.schedule(task, delay, unit));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		return this.scheduler.scheduleAtFixedRate(contained(command), initialDelay, period, unit);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		return this.scheduler.scheduleWithFixedDelay(contained(command), initialDelay, delay, unit);
	}

	/**
	 * A task and when it runs.
	 */
	private record Scheduled<V>(ContainedTask<V> task, ScheduledFuture<?> timer) implements ScheduledFuture<V> {

		@Override
		public long getDelay(TimeUnit unit) {
			return this.timer.getDelay(unit);
		}

		@Override
		public int compareTo(Delayed other) {
			return this.timer.compareTo((other instanceof Scheduled<?> scheduled) ? scheduled.timer() : other);
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.timer.cancel(mayInterruptIfRunning);
			return this.task.cancel(mayInterruptIfRunning);
		}

		@Override
		public boolean isCancelled() {
			return this.task.isCancelled();
		}

		@Override
		public boolean isDone() {
			return this.task.isDone();
		}

		@Override
		public V get() throws InterruptedException, ExecutionException {
			return this.task.get();
		}

		@Override
		public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
			return this.task.get(timeout, unit);
		}

	}

}
