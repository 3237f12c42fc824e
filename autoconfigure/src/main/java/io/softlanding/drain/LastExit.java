package io.softlanding.drain;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How the process before this one ended. What it has left is not trusted: nothing of it
 * gets here that does not look as it should.
 *
 * @param stage how it ended
 * @param reason why it drained, if it did
 * @param took how long its drain took, if it is known
 * @param at when it ended, if it is known
 * @param since when it started, if it is known
 */
record LastExit(ExitStage stage, @Nullable String reason, @Nullable Duration took, @Nullable Instant at,
		@Nullable Instant since) implements StatusSection {

	static final LastExit NONE = new LastExit(ExitStage.NONE, null, null, null, null);

	static final LastExit UNKNOWN = new LastExit(ExitStage.UNKNOWN, null, null, null, null);

	/**
	 * Understands what was found.
	 * @param report an exit report, a start marker, or something else
	 * @param self what this process writes of itself
	 * @return how the process that wrote it ended; {@link #NONE} if that is this one
	 */
	static LastExit of(Map<String, Object> report, Map<String, Object> self) {
		ExitStage stage = ExitStage.of(report.get("stage"));
		String reason = parsed(report.get("reason"), (text) -> DrainReason.valueOf(text).name());
		Duration took = parsed(report.get("took"), Duration::parse);
		Map<?, ?> process = (report.get("process") instanceof Map<?, ?> map) ? map : Map.of();
		Instant since = parsed(process.get("startedAt"), Instant::parse);
		return switch (stage) {
			case GRACEFUL, FORCED -> new LastExit(stage, reason, took, parsed(report.get("at"), Instant::parse), since);
			// Of another context of this very process.
			case RUNNING, PENDING ->
				isSame(process, self) ? NONE : new LastExit(ExitStage.KILLED, reason, null, null, since);
			// It had nothing to report.
			case NONE -> NONE;
			default -> UNKNOWN;
		};
	}

	private static boolean isSame(Map<?, ?> process, Map<String, Object> self) {
		return Objects.equals(process.get("startedAt"), self.get("startedAt"))
				&& String.valueOf(process.get("pid")).equals(String.valueOf(self.get("pid")));
	}

	private static <T> @Nullable T parsed(@Nullable Object value, Function<String, T> parser) {
		try {
			return (value instanceof String text) ? parser.apply(text) : null;
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			return null;
		}
	}

	@Override
	public String name() {
		return "lastExit";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		putIfKnown(status, "reason", this.reason);
		status.put("stage", this.stage.text());
		putIfKnown(status, "took", this.took);
		putIfKnown(status, "at", this.at);
		putIfKnown(status, "since", this.since);
		return status;
	}

	private static void putIfKnown(Map<String, Object> status, String key, @Nullable Object value) {
		if (value != null) {
			status.put(key, value);
		}
	}

}
