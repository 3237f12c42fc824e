package io.softlanding.work;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.softlanding.drain.StatusSection;
import io.softlanding.drain.StragglerStack;
import org.jspecify.annotations.Nullable;

/**
 * Work in flight, as the status and the log show it: by name, because there may be tens
 * of thousands of the same.
 */
final class WorkStatus implements StatusSection {

	private static final int MOST_SHOWN = 20;

	/** As many as a log line can bear; the counts are of all. */
	static final int MOST_LEFT = 100;

	private final WorkRegistry registry;

	private final TrackedRuns runs;

	WorkStatus(WorkRegistry registry, TrackedRuns runs) {
		this.registry = registry;
		this.runs = runs;
	}

	@Override
	public String name() {
		return "work";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("running", this.registry.running().size());
		status.put("waiting", this.registry.waiting());
		status.put("scheduledRunsWithheld", this.runs.withheld());
		status.put("names", byName((work) -> true, true, MOST_SHOWN, false));
		return status;
	}

	/**
	 * Says in a line what is being waited for.
	 * @param waitedFor which of what runs
	 * @return for example {@code 2 tasks and jobs running, 9998 waiting, oldest 2.1s
	 * OrderMail.send}
	 */
	String line(Predicate<RunningWork> waitedFor) {
		List<RunningWork> running = this.registry.running().stream().filter(waitedFor).toList();
		String count = "%d tasks and jobs running, %d waiting".formatted(running.size(), this.registry.waiting());
		return running.stream()
			.max(Comparator.comparingLong(this.registry::ageNanos))
			.map((oldest) -> String.format(Locale.ROOT, "%s, oldest %.1fs %s", count,
					this.registry.ageNanos(oldest) / 1e9, oldest.description()))
			.orElse(count);
	}

	/**
	 * Describes what runs, and what waits, by name.
	 * @param which which of what runs
	 * @param waiting whether what waits is described too
	 * @param most how many names at most
	 * @param stacks whether to tell where the oldest of each name is
	 * @return the oldest first; what waits only, last
	 */
	List<Map<String, Object>> byName(Predicate<RunningWork> which, boolean waiting, int most, boolean stacks) {
		Map<String, Same> names = new TreeMap<>();
		this.registry.running()
			.stream()
			.filter(which)
			.forEach((work) -> names.computeIfAbsent(work.description(), (name) -> new Same())
				.running(work, this.registry.ageNanos(work)));
		if (waiting) {
			this.registry.executors()
				.stream()
				.flatMap(TrackedExecutor::waitingNames)
				.forEach((name) -> names.computeIfAbsent(name, (added) -> new Same()).waiting++);
		}
		return names.entrySet()
			.stream()
			.sorted(Comparator.comparingLong((Map.Entry<String, Same> entry) -> -entry.getValue().oldestNanos))
			.limit(most)
			.map((entry) -> entry.getValue().describe(entry.getKey(), stacks))
			.toList();
	}

	/**
	 * All work of the same name.
	 */
	private static final class Same {

		private int running;

		private int waiting;

		private @Nullable RunningWork oldest;

		private long oldestNanos = -1;

		void running(RunningWork work, long ageNanos) {
			this.running++;
			if (ageNanos > this.oldestNanos) {
				this.oldestNanos = ageNanos;
				this.oldest = work;
			}
		}

		Map<String, Object> describe(String name, boolean stack) {
			Map<String, Object> described = new LinkedHashMap<>();
			described.put("name", name);
			if (this.oldest != null) {
				described.put("running", this.running);
				described.put("age", Duration.ofNanos(this.oldestNanos));
				described.put("thread", this.oldest.thread().getName());
			}
			if (this.waiting > 0) {
				described.put("waiting", this.waiting);
			}
			if (stack && this.oldest != null) {
				described.put("stack", StragglerStack.of(this.oldest.thread().getStackTrace()));
			}
			return described;
		}

	}

}
