package io.softlanding.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.TaskExecutionOutcome;
import org.springframework.util.ClassUtils;

/**
 * Methods with {@code @Scheduled} and tasks of a {@code SchedulingConfigurer}, on
 * whatever scheduler, as Spring shows them.
 */
final class ScheduledTasks {

	private static final Pattern METHOD = Pattern.compile("[\\w$]+(\\.[\\w$]+)+");

	/** What Spring's handler of errors says before the text of its task. */
	private static final String HANDLED = " for ";

	/** A run of one of them. */
	record Run(String target, Instant since) {

		String description() {
			String method = method(this.target);
			return (method != null) ? method : "scheduled";
		}

		Duration age() {
			return Duration.between(this.since, Instant.now());
		}

	}

	private final Supplier<Stream<ScheduledTaskHolder>> holders;

	ScheduledTasks(Supplier<Stream<ScheduledTaskHolder>> holders) {
		this.holders = holders;
	}

	private Stream<ScheduledTask> tasks() {
		return this.holders.get().flatMap((holder) -> holder.getScheduledTasks().stream()).distinct();
	}

	/** Has none of them run again. What runs goes on. */
	long cancel() {
		List<ScheduledTask> tasks = tasks().toList();
		tasks.forEach((task) -> task.cancel(false));
		return tasks.size();
	}

	/**
	 * Returns what runs and is not known otherwise.
	 * @param known what runs, as decorated schedulers show it
	 * @return runs on other schedulers
	 */
	List<Run> running(Supplier<Collection<RunningWork>> known) {
		List<Run> running = tasks()
			.filter((task) -> task.getTask().getLastExecutionOutcome().status() == TaskExecutionOutcome.Status.STARTED)
			.map((task) -> new Run(task.toString(), since(task.getTask().getLastExecutionOutcome())))
			.toList();
		if (running.isEmpty()) {
			return running;
		}
		List<String> targets = known.get().stream().map(RunningWork::target).toList();
		return running.stream().filter((run) -> !targets.contains(run.target())).toList();
	}

	private static Instant since(TaskExecutionOutcome outcome) {
		Instant since = outcome.executionTime();
		return (since != null) ? since : Instant.now();
	}

	/**
	 * Returns the text of what a scheduler was given, without what it has wrapped it in.
	 * @param task the task as the scheduler sees it
	 */
	static String target(Runnable task) {
		String text = task.toString();
		int end = text.length();
		while (end > 0 && text.charAt(end - 1) == ']') {
			end--;
		}
		int handled = text.lastIndexOf(HANDLED, end);
		return (handled >= 0) ? text.substring(handled + HANDLED.length(), end) : text;
	}

	/**
	 * Names what was scheduled. Spring's own tasks show the method they call as their
	 * text; the text of others may show anything.
	 * @return its class and method, or {@code null} if the text tells none
	 */
	static @Nullable String method(String target) {
		int method = target.lastIndexOf('.');
		if (!METHOD.matcher(target).matches()) {
			return null;
		}
		String declaring = target.substring(0, method);
		return ClassUtils.isPresent(declaring, Thread.currentThread().getContextClassLoader())
				? declaring.substring(declaring.lastIndexOf('.') + 1) + target.substring(method) : null;
	}

}
