package io.softlanding.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.regex.Pattern;

import io.softlanding.drain.StragglerStack;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.util.ClassUtils;

/**
 * Whatever schedules the methods with {@code @Scheduled}, with each of their runs
 * counted.
 */
final class TrackedScheduler implements TaskScheduler {

	private static final Pattern METHOD = Pattern.compile("[\\w$]+(\\.[\\w$]+)+");

	private final TaskScheduler scheduler;

	private final TrackedRuns runs;

	TrackedScheduler(TaskScheduler scheduler, TrackedRuns runs) {
		this.scheduler = scheduler;
		this.runs = runs;
	}

	@Override
	public Clock getClock() {
		return this.scheduler.getClock();
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		return this.scheduler.schedule(new Run(task), trigger);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return this.scheduler.schedule(new Run(task), startTime);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return this.scheduler.scheduleAtFixedRate(new Run(task), startTime, period);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return this.scheduler.scheduleAtFixedRate(new Run(task), period);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return this.scheduler.scheduleWithFixedDelay(new Run(task), startTime, delay);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return this.scheduler.scheduleWithFixedDelay(new Run(task), delay);
	}

	/**
	 * Names a task that is to be scheduled. Spring's own show the method they call as
	 * their text; the text of others may show anything.
	 */
	static @Nullable String name(Runnable task) {
		String type = StragglerStack.type(task.getClass());
		if (type != null) {
			return type;
		}
		String text = task.toString();
		if (!METHOD.matcher(text).matches()) {
			return null;
		}
		int method = text.lastIndexOf('.');
		String declaring = text.substring(0, method);
		return ClassUtils.isPresent(declaring, task.getClass().getClassLoader())
				? declaring.substring(declaring.lastIndexOf('.') + 1) + text.substring(method) : null;
	}

	/**
	 * What is scheduled, which must still tell which scheduler it wants.
	 */
	private final class Run implements SchedulingAwareRunnable {

		private final Runnable task;

		private final @Nullable String name;

		Run(Runnable task) {
			this.task = task;
			this.name = TrackedScheduler.name(task);
		}

		@Override
		public void run() {
			TrackedScheduler.this.runs.run(this.name, this.task);
		}

		@Override
		public boolean isLongLived() {
			return this.task instanceof SchedulingAwareRunnable aware && aware.isLongLived();
		}

		@Override
		public @Nullable String getQualifier() {
			return (this.task instanceof SchedulingAwareRunnable aware) ? aware.getQualifier() : null;
		}

		@Override
		public String toString() {
			return this.task.toString();
		}

	}

}
