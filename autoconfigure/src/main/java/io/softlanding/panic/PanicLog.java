package io.softlanding.panic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The built-in reporter: a line with key-values for each of the first panics of a window,
 * and one line for all the others. Called by one thread.
 */
final class PanicLog implements PanicReporter {

	private static final Logger logger = LoggerFactory.getLogger("io.softlanding.panic");

	private final NanoClock clock;

	private final PanicCounts counts;

	private final int mostLines;

	private final Duration window;

	private boolean open;

	private long endNanos;

	private int lines;

	/** How many of a severity there were when the last line about it was written. */
	private final Map<PanicSeverity, Long> told = new EnumMap<>(PanicSeverity.class);

	/**
	 * Creates a log that has written nothing.
	 * @param counts how many panics there were since the start
	 * @param mostLines how many panics have a line of their own in a window
	 */
	PanicLog(NanoClock clock, PanicCounts counts, int mostLines, Duration window) {
		this.clock = clock;
		this.counts = counts;
		this.mostLines = mostLines;
		this.window = window;
	}

	@Override
	public void report(Panic panic) {
		windowEnds(false);
		PanicSeverity severity = panic.severity();
		if (!isLogged(severity)) {
			// Should that change, those before are no news.
			this.told.put(severity, this.counts.total(severity));
			return;
		}
		if (!this.open) {
			this.open = true;
			this.endNanos = this.clock.nanoTime() + this.window.toNanos();
			this.lines = 0;
		}
		if (this.lines < this.mostLines) {
			this.lines++;
			this.told.merge(severity, 1L, Long::sum);
			write(panic);
		}
	}

	/** Writes the summary of a window that is over. */
	void windowEnds(boolean now) {
		if (!this.open || !now && this.clock.nanoTime() - this.endNanos < 0) {
			return;
		}
		this.open = false;
		long total = 0;
		long more = 0;
		for (PanicSeverity severity : PanicSeverity.values()) {
			long all = this.counts.total(severity);
			long told = this.told.getOrDefault(severity, 0L);
			this.told.put(severity, all);
			if (isLogged(severity)) {
				total += all;
				more += all - told;
			}
		}
		if (more > 0) {
			logger.atError()
				.addKeyValue("panic.more", more)
				.addKeyValue("panic.total", total)
				.log("{} more panics in the last {}, {} since the start", more, DurationProperty.text(this.window),
						total);
		}
	}

	private static void write(Panic panic) {
		LoggingEventBuilder line = logger.atLevel(level(panic.severity()))
			.addKeyValue("panic.fingerprint", panic.fingerprint())
			.addKeyValue("panic.severity", panic.severity().text())
			.addKeyValue("panic.source", panic.source().text())
			.addKeyValue("panic.type", panic.type())
			.addKeyValue("panic.count", panic.count())
			.addKeyValue("panic.thread", panic.thread())
			.addKeyValue("panic.instance", panic.instance());
		if (panic.route() != null) {
			line = line.addKeyValue("panic.route", panic.route());
		}
		if (panic.transaction() != null) {
			line = line.addKeyValue("panic.transaction", panic.transaction());
		}
		if (panic.traceId() != null) {
			line = line.addKeyValue("panic.trace", panic.traceId());
		}
		line.log(() -> text(panic));
	}

	private static boolean isLogged(PanicSeverity severity) {
		return severity != PanicSeverity.IGNORED && logger.isEnabledForLevel(level(severity));
	}

	private static Level level(PanicSeverity severity) {
		return switch (severity) {
			case IGNORED, EXPECTED -> Level.DEBUG;
			case UNAVAILABLE -> Level.WARN;
			case ERROR, FATAL -> Level.ERROR;
		};
	}

	private static String text(Panic panic) {
		StringBuilder text = new StringBuilder(200).append("Panic ")
			.append(panic.fingerprint())
			.append(" (")
			.append(panic.severity().text())
			.append(") out of ")
			.append((panic.route() != null) ? panic.route() : panic.source().text() + " in " + panic.thread())
			.append(": ")
			.append(panic.type());
		if (panic.message() != null) {
			text.append(": ").append(panic.message());
		}
		if (panic.count() > 1) {
			text.append(", number ").append(panic.count());
		}
		for (String frame : panic.stack()) {
			text.append('\n').append(frame);
		}
		return text.toString();
	}

}
