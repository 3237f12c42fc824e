package io.softlanding.work;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Counts the tasks of one executor, from the moment they are given to it. Decorators of
 * others stay inside: one that throws is no task.
 *
 * <p>
 * An executor does not tell when it refuses or drops a task that was counted. Nothing but
 * a number is kept of a task that has not begun, and that number is believed only as long
 * as such a task can exist: while the queue has tasks, or for a moment.
 */
final class TrackedExecutor implements TaskDecorator {

	/** A thread needs microseconds from the queue to the task. */
	private static final long FROM_QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** A new thread may have to wait for a processor. */
	private static final long NEW_THREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String name;

	private final @Nullable TaskDecorator own;

	private final @Nullable Queue<Runnable> queue;

	private final WorkRegistry registry;

	private final LongAdder submitted = new LongAdder();

	private final LongAdder started = new LongAdder();

	private final LongAdder ended = new LongAdder();

	/** For the one thread that waits. */
	private long seenStarted = -1;

	/** For the one thread that waits. */
	private long seenSinceNanos;

	/**
	 * Creates a decorator for one executor.
	 * @param name the executor's name
	 * @param own the decorator it had
	 * @param queue where its tasks wait, if that can be seen
	 */
	TrackedExecutor(String name, @Nullable TaskDecorator own, @Nullable Queue<Runnable> queue, WorkRegistry registry) {
		this.name = name;
		this.own = own;
		this.queue = queue;
		this.registry = registry;
	}

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = (this.own != null) ? this.own.decorate(task) : task;
		Objects.requireNonNull(decorated, "decorated");
		TrackedTask tracked = new TrackedTask(task, decorated, this);
		this.submitted.increment();
		return tracked;
	}

	void run(TrackedTask task) {
		RunningWork work = this.registry.begin(RunningWork.Kind.TASK, task.name());
		this.started.increment();
		try {
			task.decorated().run();
		}
		finally {
			this.ended.increment();
			work.close();
		}
	}

	String name() {
		return this.name;
	}

	long submitted() {
		return this.submitted.sum();
	}

	/**
	 * Returns how many tasks wait for a thread.
	 * @return their number; where the queue cannot be seen, with those that were refused
	 */
	long waiting() {
		if (this.queue != null) {
			return this.queue.size();
		}
		long started = this.started.sum();
		return Math.max(0, this.submitted.sum() - started);
	}

	/**
	 * Returns the names of tasks that wait, as far as they can be seen.
	 * @return a name for each
	 */
	Stream<String> waitingNames() {
		if (this.queue != null) {
			return List.copyOf(this.queue)
				.stream()
				.map((task) -> (task instanceof TrackedTask tracked) ? tracked.name() : null)
				.map((name) -> Objects.requireNonNullElse(name, this.name));
		}
		return Stream.generate(() -> this.name).limit(waiting());
	}

	/**
	 * Whether tasks wait for a thread, or are about to begin. Asked by the one thread
	 * that waits, again and again.
	 * @param nowNanos the time
	 * @return {@code false} once it is certain that no more will begin
	 */
	boolean hasWaiting(long nowNanos) {
		long ended = this.ended.sum();
		long started = this.started.sum();
		if (this.submitted.sum() <= started) {
			return false;
		}
		boolean canBegin = (this.queue != null) ? !this.queue.isEmpty() : started > ended;
		if (canBegin || started != this.seenStarted) {
			this.seenStarted = started;
			this.seenSinceNanos = nowNanos;
			return true;
		}
		return nowNanos - this.seenSinceNanos < ((this.queue != null) ? FROM_QUEUE_NANOS : NEW_THREAD_NANOS);
	}

}
