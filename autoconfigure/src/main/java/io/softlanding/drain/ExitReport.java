package io.softlanding.drain;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.boot.json.JsonWriter;

/**
 * The last word of an instance: the status document, final, as one structured log line.
 * Written once, as {@code graceful} when everything has ended by itself, or as
 * {@code forced} by the watchdog.
 */
final class ExitReport {

	/** How long the report waits for the appenders. */
	private static final Duration PATIENCE = Duration.ofMillis(200);

	/** How long it waits for sections of the status. */
	private static final Duration SECTIONS = Duration.ofMillis(200);

	/** How long when nobody else will kill the process. */
	private static final Duration UNHURRIED_SECTIONS = Duration.ofSeconds(2);

	private static final JsonWriter<Map<String, Object>> json = JsonWriter.standard();

	private final StatusDocument status;

	private final Supplier<@Nullable Drain> drain;

	private final DrainLog log;

	private volatile boolean logged;

	private volatile Duration sections = SECTIONS;

	private final List<Runnable> before = new CopyOnWriteArrayList<>();

	private final AtomicBoolean written = new AtomicBoolean();

	ExitReport(StatusDocument status, Supplier<@Nullable Drain> drain, DrainLog log) {
		this.status = status;
		this.drain = drain;
		this.log = log;
	}

	void graceful() {
		Drain drain = this.drain.get();
		if (drain != null) {
			boolean clean = drain.outcome().compareTo(DrainOutcome.COMPLETED) <= 0;
			write("graceful", clean ? Level.INFO : Level.WARN, Map.of());
		}
	}

	void forced() {
		List<String> deadlocked = new CopyOnWriteArrayList<>();
		Memory.attempt(() -> deadlocked.addAll(ThreadDump.deadlocked()));
		write("forced", Level.ERROR, deadlocked.isEmpty() ? Map.of() : Map.of("deadlocked", deadlocked));
		// Afterwards, because it needs much more memory than the report.
		Memory.attempt(() -> {
			String dump = ThreadDump.text();
			this.log.write((logger) -> logger.error("Not ended in time. Deadlocked: {}. Threads:\n{}",
					deadlocked.isEmpty() ? "none" : deadlocked, dump));
		});
		this.log.flush(PATIENCE);
	}

	/** Whether it has reached the appenders. */
	boolean isLogged() {
		return this.logged;
	}

	/** From here on the report may take more time: the process ends by its own wish. */
	void unhurried() {
		this.sections = UNHURRIED_SECTIONS;
	}

	/**
	 * Runs something just before a report is made, each time one is tried.
	 * @param action must return at once, and needs no memory
	 */
	void before(Runnable action) {
		this.before.add(action);
	}

	private void write(String stage, Level level, Map<String, List<String>> findings) {
		Memory.attempt(() -> compose(stage, level, findings));
	}

	private void compose(String stage, Level level, Map<String, List<String>> findings) {
		this.before.forEach(Runnable::run);
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("stage", stage);
		document.putAll(this.status.current(this.sections));
		document.putAll(findings);
		String text = json.writeToString(document);
		// Not before: a section that hangs in one report must not silence the other.
		if (!this.written.compareAndSet(false, true)) {
			return;
		}
		this.log.write((logger) -> {
			logger.atLevel(level)
				.addKeyValue("stage", stage)
				.addKeyValue("reason", document.get("reason"))
				.addKeyValue("took", document.get("took"))
				.log("Exit report: {}", text);
			this.logged = true;
		});
		this.log.flush(PATIENCE);
	}

}
