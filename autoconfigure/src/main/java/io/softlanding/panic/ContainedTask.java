package io.softlanding.panic;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task that knows whether somebody was given its failure.
 */
final class ContainedTask<V> extends FutureTask<V> {

	private final UnreadFailures unread;

	private volatile boolean read;

	ContainedTask(Callable<V> callable, UnreadFailures unread) {
		super(callable);
		this.unread = unread;
	}

	@Override
	protected void setException(Throwable error) {
		super.setException(error);
		// One that was cancelled while it ran may end with an error too.
		if (!this.read && !isCancelled()) {
			this.unread.add(this, error);
		}
	}

	boolean isRead() {
		return this.read;
	}

	@Override
	public V get() throws InterruptedException, ExecutionException {
		try {
			return super.get();
		}
		catch (ExecutionException ex) {
			this.read = true;
			throw ex;
		}
	}

	@Override
	public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		try {
			return super.get(timeout, unit);
		}
		catch (ExecutionException ex) {
			this.read = true;
			throw ex;
		}
	}

}
