package io.softlanding.work;

import java.util.concurrent.atomic.LongAdder;

import io.softlanding.work.RunningWork.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Lets scheduled runs begin until the drain has closed the intake. May be used by any
 * thread.
 */
final class TrackedRuns {

	private final WorkRegistry registry;

	private final LongAdder withheld = new LongAdder();

	private volatile boolean used;

	private volatile boolean closed;

	TrackedRuns(WorkRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Runs something on the calling thread, or does nothing if it is too late.
	 * @param name its name, or {@code null} if its stack has to tell
	 * @param run what to run
	 */
	void run(@Nullable String name, Runnable run) {
		RunningWork outer = this.registry.get();
		if (outer != null && outer.kind() == Kind.SCHEDULED && !outer.named()) {
			// The same run, as the scheduler and as the one who schedules see it.
			outer.name(name);
			run.run();
			return;
		}
		this.used = true;
		RunningWork work = this.registry.begin(Kind.SCHEDULED, name);
		// After it was counted: whoever closes looks at the count after it has closed.
		if (this.closed) {
			this.registry.remove(work);
			this.withheld.increment();
			return;
		}
		try {
			run.run();
		}
		finally {
			work.close();
		}
	}

	void close() {
		this.closed = true;
	}

	/**
	 * Whether anything was ever run.
	 * @return {@code true} from the first run on
	 */
	boolean used() {
		return this.used;
	}

	long withheld() {
		return this.withheld.sum();
	}

}
