package io.softlanding.panic;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.NanoClock;

import org.springframework.beans.factory.DisposableBean;

/**
 * Failures that wait in their futures for somebody to ask. After five seconds nobody
 * will.
 */
final class UnreadFailures implements ContainedExecutors, Periodic, DisposableBean {

	static final int MOST = 1024;

	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final PanicRecorder recorder;

	private final Surroundings surroundings;

	private final PanicWatch watch;

	private final NanoClock clock;

	private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private record Failure(ContainedTask<?> task, Throwable error, Where where, long nanos) {
	}

	UnreadFailures(PanicRecorder recorder, Surroundings surroundings, NanoClock clock, PanicWatch watch) {
		this.recorder = recorder;
		this.watch = watch;
		this.surroundings = surroundings;
		this.clock = clock;
	}

	@Override
	public ExecutorService wrap(ExecutorService executor) {
		return (executor instanceof ContainedExecutor) ? executor : new ContainedExecutor(executor, this);
	}

	@Override
	public ScheduledExecutorService wrap(ScheduledExecutorService executor) {
		return (executor instanceof ContainedScheduler) ? executor : new ContainedScheduler(executor, this);
	}

	PanicRecorder recorder() {
		return this.recorder;
	}

	void add(ContainedTask<?> task, Throwable error) {
		if (this.recorder.isSeen(error)) {
			return;
		}
		Where where = this.surroundings.here(null);
		if (this.size.get() >= MOST) {
			this.recorder.recordAndMark(error, PanicSource.EXECUTOR, where, false);
			return;
		}
		this.watch.add(this);
		this.size.incrementAndGet();
		this.failures.add(new Failure(task, error, where, this.clock.nanoTime()));
	}

	@Override
	public void tick() {
		long old = this.clock.nanoTime() - PATIENCE_NANOS;
		for (Failure oldest = this.failures.peek(); oldest != null && oldest.nanos() - old <= 0;) {
			take();
			oldest = this.failures.peek();
		}
	}

	private void take() {
		Failure failure = this.failures.poll();
		if (failure != null) {
			this.size.decrementAndGet();
			if (!failure.task().isRead()) {
				this.recorder.recordAndMark(failure.error(), PanicSource.EXECUTOR, failure.where(), false);
			}
		}
	}

	@Override
	public void destroy() {
		while (!this.failures.isEmpty()) {
			take();
		}
	}

}
