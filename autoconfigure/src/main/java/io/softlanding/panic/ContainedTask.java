package io.softlanding.panic;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task that knows whether somebody has asked for its result.
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
		if (!this.read) {
			this.unread.add(this, error);
		}
	}

	boolean isRead() {
		return this.read;
	}

	@Override
	public V get() throws InterruptedException, ExecutionException {
		this.read = true;
		return super.get();
	}

	@Override
	public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		boolean before = this.read;
		this.read = true;
		try {
			return super.get(timeout, unit);
		}
		catch (TimeoutException ex) {
			// He may have given up.
			this.read = before;
			throw ex;
		}
	}

}
