package io.softlanding.work;

import io.softlanding.drain.StragglerStack;
import org.jspecify.annotations.Nullable;

/**
 * A task as an executor holds it. Named after its class or, where that is a framework's,
 * after the method that has submitted it, such as one with {@code @Async}.
 */
final class TrackedTask implements Runnable {

	private final Runnable decorated;

	private final TrackedExecutor executor;

	private final @Nullable String name;

	/**
	 * Creates a task that has just been submitted by the calling thread.
	 * @param task what was submitted
	 * @param decorated what is run
	 */
	TrackedTask(Runnable task, Runnable decorated, TrackedExecutor executor) {
		this.decorated = decorated;
		this.executor = executor;
		String type = StragglerStack.type(task.getClass());
		this.name = (type != null) ? type : StragglerStack.caller();
	}

	@Nullable String name() {
		return this.name;
	}

	Runnable decorated() {
		return this.decorated;
	}

	@Override
	public void run() {
		this.executor.run(this);
	}

	/** Messages of executors show what was submitted. */
	@Override
	public String toString() {
		return this.decorated.toString();
	}

}
