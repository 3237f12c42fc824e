package io.softlanding.work;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.softlanding.drain.CurrentWork;
import io.softlanding.drain.DrainStartedEvent;
import io.softlanding.drain.NanoClock;
import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Everything that runs and is no request, and the executors whose tasks are counted. Any
 * thread may begin and end work; one thread at a time may wait for it.
 */
final class WorkRegistry implements InFlightWork, CurrentWork, ApplicationListener<DrainStartedEvent>, Ordered {

	private static final int LONGEST_NAME = 100;

	/** How often it is looked for what nobody can tell. */
	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	/** How often they are asked from whom more may come: not all of them tell. */
	private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private record DrainStart(long nanos, Duration timeout) {
	}

	private final NanoClock clock;

	private final ConcurrentHashMap<RunningWork, Boolean> running = new ConcurrentHashMap<>();

	private final ThreadLocal<@Nullable RunningWork> current = new ThreadLocal<>();

	private final List<TrackedExecutor> executors = new CopyOnWriteArrayList<>();

	private final LongAdder endedDraining = new LongAdder();

	private volatile @Nullable DrainStart drainStart;

	private volatile @Nullable Thread waiter;

	WorkRegistry(NanoClock clock) {
		this.clock = clock;
	}

	@Override
	public Running begin(String name) {
		String text = (name.length() <= LONGEST_NAME) ? name : name.substring(0, LONGEST_NAME) + "…";
		return begin(Kind.REGISTERED, text.replaceAll("\\p{Cntrl}", "?"));
	}

	/**
	 * The calling thread begins something.
	 * @param kind what it is
	 * @param name its name, or {@code null} if its stack has to tell
	 * @return it, to be closed at its end
	 */
	RunningWork begin(Kind kind, @Nullable String name) {
		RunningWork work = new RunningWork(kind, name, this.clock.nanoTime(), get(), this::end);
		this.current.set(work);
		this.running.put(work, Boolean.TRUE);
		return work;
	}

	private void end(RunningWork work) {
		// Before it is removed: whoever waits for the last one reads the number at once.
		boolean counted = this.drainStart != null && this.running.containsKey(work);
		if (counted) {
			this.endedDraining.increment();
		}
		if (!remove(work) && counted) {
			this.endedDraining.decrement();
		}
	}

	/**
	 * Ends work as if it had not begun.
	 * @param work the work
	 * @return whether it was running
	 */
	boolean remove(RunningWork work) {
		if (this.running.remove(work) == null) {
			return false;
		}
		work.end();
		if (work.thread() == Thread.currentThread()) {
			get();
		}
		// The waiter knows what it waits for; a wake-up too many is harmless.
		LockSupport.unpark(this.waiter);
		return true;
	}

	/** The innermost one that has not ended; others may have been closed elsewhere. */
	@Override
	public @Nullable RunningWork get() {
		RunningWork latest = this.current.get();
		RunningWork work = latest;
		while (work != null && work.ended()) {
			work = work.outer();
		}
		if (work == null) {
			this.current.remove();
		}
		else if (work != latest) {
			this.current.set(work);
		}
		return work;
	}

	/** A job in a request is nearer than the request. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(DrainStartedEvent event) {
		drainStarted(event.timeout());
	}

	/**
	 * Notes that a drain has begun.
	 * @param timeout how long the whole of it may take
	 */
	void drainStarted(Duration timeout) {
		this.endedDraining.reset();
		this.drainStart = new DrainStart(this.clock.nanoTime(), timeout);
	}

	/**
	 * Whether work has run for longer than a drain may take when the drain began: it will
	 * not end by itself.
	 * @param work the work
	 * @return {@code true} if nobody needs to wait for it
	 */
	boolean endless(RunningWork work) {
		DrainStart start = this.drainStart;
		return start != null && start.nanos() - work.startNanos() > start.timeout().toNanos();
	}

	void add(TrackedExecutor executor) {
		this.executors.add(executor);
	}

	List<TrackedExecutor> executors() {
		return this.executors;
	}

	Collection<RunningWork> running() {
		return this.running.keySet();
	}

	long count(Kind kind) {
		return this.running.keySet().stream().filter((work) -> work.kind() == kind).count();
	}

	long waiting() {
		return this.executors.stream().mapToLong(TrackedExecutor::waiting).sum();
	}

	long endedDraining() {
		return this.endedDraining.sum();
	}

	long ageNanos(RunningWork work) {
		return this.clock.nanoTime() - work.startNanos();
	}

	/**
	 * Waits until nothing runs, nothing waits for a thread and nothing more can come. The
	 * last one to end wakes the caller, and so does {@link #look()}.
	 * @param ignored what need not be waited for; may change its answer
	 * @param exhausted whether nothing more comes from elsewhere
	 * @param nanos how long at most, in nanoseconds
	 * @return whether nothing is left
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean awaitIdle(Predicate<RunningWork> ignored, BooleanSupplier exhausted, long nanos)
			throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		this.waiter = Thread.currentThread();
		try {
			while (true) {
				// What brings is asked before what it brings, what waits before what
				// runs, and again if something has come meanwhile.
				boolean more = !exhausted.getAsBoolean();
				long submitted = submitted();
				boolean waiting = hasWaiting();
				boolean running = !this.running.keySet().stream().allMatch(ignored);
				if (!more && !waiting && !running && submitted == submitted()) {
					return true;
				}
				long left = end - this.clock.nanoTime();
				if (left <= 0) {
					return false;
				}
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				if (running) {
					LockSupport.parkNanos(this, left);
				}
				else if (more) {
					LockSupport.parkNanos(this, Math.min(left, ASK_NANOS));
				}
				else {
					this.clock.sleep(Math.min(left, LOOK_NANOS));
				}
			}
		}
		finally {
			this.waiter = null;
		}
	}

	/**
	 * Has whoever waits look again, because nothing more comes from elsewhere. May be
	 * called by any thread.
	 */
	void look() {
		LockSupport.unpark(this.waiter);
	}

	private long submitted() {
		return this.executors.stream().mapToLong(TrackedExecutor::submitted).sum();
	}

	private boolean hasWaiting() {
		long now = this.clock.nanoTime();
		boolean any = false;
		for (TrackedExecutor executor : this.executors) {
			any |= executor.hasWaiting(now);
		}
		return any;
	}

}
