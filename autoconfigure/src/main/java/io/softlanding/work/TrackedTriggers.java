package io.softlanding.work;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Tells the runs that one of Spring's schedulers triggers from the tasks that are given
 * to it as to any executor.
 */
final class TrackedTriggers implements TaskDecorator {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private final @Nullable TaskDecorator own;

	private final TrackedExecutor tasks;

	private final TrackedRuns runs;

	/**
	 * Creates a decorator for one scheduler.
	 * @param own the decorator it had
	 * @param tasks counts what is no scheduled run, with the same decorator inside
	 */
	TrackedTriggers(@Nullable TaskDecorator own, TrackedExecutor tasks, TrackedRuns runs) {
		this.own = own;
		this.tasks = tasks;
		this.runs = runs;
	}

	@Override
	public Runnable decorate(Runnable task) {
		if (!isScheduled()) {
			return this.tasks.decorate(task);
		}
		Runnable decorated = (this.own != null) ? this.own.decorate(task) : task;
		String target = ScheduledTasks.target(task);
		return () -> this.runs.run(target, decorated);
	}

	/** The task does not tell, but who gives it to the decorator. */
	private static boolean isScheduled() {
		return WALKER.walk((frames) -> frames.map((frame) -> frame.getClassName() + "." + frame.getMethodName())
			.dropWhile((frame) -> frame.startsWith(TrackedTriggers.class.getName()))
			.takeWhile((frame) -> frame.startsWith("java.util.concurrent.") || frame.startsWith("org.springframework."))
			.filter((frame) -> frame.startsWith("org.springframework.scheduling.concurrent."))
			.map((frame) -> frame.substring(frame.lastIndexOf('.') + 1))
			.anyMatch((method) -> method.startsWith("schedule") || method.startsWith("lambda$schedule")));
	}

}
