/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.softlanding.config.LocalBeans;
import io.softlanding.inflight.StackSummary;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.config.OneTimeTask;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.Task;
import org.springframework.scheduling.config.TaskExecutionOutcome;
import org.springframework.scheduling.config.TriggerTask;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.util.ClassUtils;

/**
 * Methods with {@code @Scheduled} and tasks of a {@code SchedulingConfigurer}, on
 * whatever scheduler, as Spring shows them.
 */
final class ScheduledTasks {

	private static final Pattern METHOD = Pattern.compile("[\\w$]+(\\.[\\w$]+)+");

	/** What wrappers of Spring and the JDK say before the text of their task. */
	private static final Pattern WRAPPER = Pattern.compile(".*(?: for | task = )", Pattern.DOTALL);

	/** What follows the name of a class in the text of its objects. */
	private static final Pattern OBJECT = Pattern.compile("\\$\\$|[@/]");

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

	private volatile @Nullable ConfigurableApplicationContext context;

	/** Once a drain has looked: later, those who know them may be gone. */
	private volatile @Nullable List<ScheduledTask> known;

	void of(ConfigurableApplicationContext context) {
		this.context = context;
	}

	private Stream<ScheduledTask> tasks() {
		List<ScheduledTask> known = this.known;
		ConfigurableApplicationContext context = this.context;
		if (known != null || context == null) {
			return Stream.ofNullable(known).flatMap(List::stream);
		}
		return LocalBeans.existing(context.getBeanFactory(), ScheduledTaskHolder.class)
			.values()
			.stream()
			.flatMap((holder) -> holder.getScheduledTasks().stream())
			.distinct();
	}

	/** Has no periodic one run again. What runs goes on. */
	long cancel() {
		List<ScheduledTask> tasks = tasks().toList();
		this.known = tasks;
		List<ScheduledTask> periodic = tasks.stream().filter((task) -> isPeriodic(task.getTask())).toList();
		periodic.forEach((task) -> task.cancel(false));
		return periodic.size();
	}

	/** The names of those that are to run once, and never have. */
	Stream<String> notBegun() {
		return Stream.ofNullable(this.known)
			.flatMap(List::stream)
			.filter((task) -> !isPeriodic(task.getTask()))
			.filter((task) -> task.getTask().getLastExecutionOutcome().status() == TaskExecutionOutcome.Status.NONE)
			.map((task) -> new Run(task.toString(), Instant.EPOCH).description());
	}

	/** A trigger of the application's own may start something once, if it has not yet. */
	private static boolean isPeriodic(Task task) {
		if (task instanceof TriggerTask triggered && !(triggered.getTrigger() instanceof CronTrigger)
				&& !(triggered.getTrigger() instanceof PeriodicTrigger)) {
			return task.getLastExecutionOutcome().status() != TaskExecutionOutcome.Status.NONE;
		}
		return !(task instanceof OneTimeTask);
	}

	/**
	 * Returns what runs and is not known otherwise.
	 * @param known what runs, as decorated schedulers show it
	 */
	List<Run> running(Supplier<Collection<RunningWork>> known) {
		Map<ScheduledTask, TaskExecutionOutcome> started = new LinkedHashMap<>();
		tasks().forEach((task) -> {
			TaskExecutionOutcome outcome = task.getTask().getLastExecutionOutcome();
			if (outcome.status() == TaskExecutionOutcome.Status.STARTED) {
				started.put(task, outcome);
			}
		});
		if (started.isEmpty()) {
			return List.of();
		}
		List<String> targets = known.get().stream().map(RunningWork::target).toList();
		// One that has ended meanwhile may have been known until then.
		return started.entrySet()
			.stream()
			.filter((run) -> !targets.contains(run.getKey().toString()))
			.filter((run) -> run.getKey().getTask().getLastExecutionOutcome().equals(run.getValue()))
			.map((run) -> new Run(run.getKey().toString(), since(run.getValue())))
			.toList();
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
		Matcher wrapper = WRAPPER.matcher(text);
		return wrapper.lookingAt() ? text.substring(wrapper.end()).replaceFirst("]+$", "") : text;
	}

	/**
	 * Names something by its text. Returns its class and method or its class, or {@code
	 * null} if the text tells none of the application's.
	 */
	static @Nullable String name(String target) {
		String method = method(target);
		String type = OBJECT.split(target, 2)[0];
		ClassLoader loader = ClassUtils.getDefaultClassLoader();
		return (method == null && ClassUtils.isPresent(type, loader))
				? StackSummary.type(ClassUtils.resolveClassName(type, loader)) : method;
	}

	/**
	 * Names what was scheduled. Spring's own tasks show the method they call as their
	 * text; the text of others may show anything. Returns its class and method, or {@code
	 * null} if the text tells none.
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
