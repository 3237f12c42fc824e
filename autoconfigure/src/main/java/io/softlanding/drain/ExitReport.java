package io.softlanding.drain;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

	private static final JsonWriter<Map<String, Object>> json = JsonWriter.standard();

	private final StatusDocument status;

	private final Supplier<@Nullable Drain> drain;

	private final DrainLog log;

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
		// The dump first: a section of the status may hang on just what the dump shows.
		ThreadDump dump = ThreadDump.take();
		this.log.write((logger) -> logger.error("Not ended in time. Deadlocked: {}. Threads:\n{}",
				dump.deadlocked().isEmpty() ? "none" : dump.deadlocked(), dump.text()));
		write("forced", Level.ERROR, dump.deadlocked().isEmpty() ? Map.of() : Map.of("deadlocked", dump.deadlocked()));
	}

	private void write(String stage, Level level, Map<String, List<String>> findings) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("stage", stage);
		document.putAll(this.status.current(SECTIONS));
		document.putAll(findings);
		String text = json.writeToString(document);
		// Not before: a section that hangs in one report must not silence the other.
		if (!this.written.compareAndSet(false, true)) {
			return;
		}
		this.log.write((logger) -> logger.atLevel(level)
			.addKeyValue("stage", stage)
			.addKeyValue("reason", document.get("reason"))
			.addKeyValue("took", document.get("took"))
			.log("Exit report: {}", text));
		this.log.flush(PATIENCE);
	}

}
