package io.softlanding.drain;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a participant has to say when it is done.
 *
 * @param outcome how it ended
 * @param summary one sentence for logs and the status
 * @param details further values for the status; strings, numbers, booleans, durations,
 * instants, and lists and maps of them. Never a credential, a query string, a body or
 * SQL.
 * @since 0.1
 */
public record DrainResult(DrainOutcome outcome, String summary, Map<String, Object> details) {

	public DrainResult {
		Objects.requireNonNull(outcome, "outcome");
		Objects.requireNonNull(summary, "summary");
		details = Map.copyOf(details);
	}

	/**
	 * Everything was done.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult completed(String format, Object... args) {
		return of(DrainOutcome.COMPLETED, format, args);
	}

	/**
	 * Some of it was done.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult partial(String format, Object... args) {
		return of(DrainOutcome.PARTIAL, format, args);
	}

	/**
	 * There was nothing to do.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult skipped(String format, Object... args) {
		return of(DrainOutcome.SKIPPED, format, args);
	}

	/**
	 * Time ran out.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult timedOut(String format, Object... args) {
		return of(DrainOutcome.TIMED_OUT, format, args);
	}

	/**
	 * An error ended it.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult failed(String format, Object... args) {
		return of(DrainOutcome.FAILED, format, args);
	}

	/**
	 * Adds a detail.
	 * @param key its name in the status document
	 * @param value its value
	 * @return a result with that detail too
	 */
	public DrainResult with(String key, Object value) {
		Map<String, Object> extended = new LinkedHashMap<>(this.details);
		extended.put(key, value);
		return new DrainResult(this.outcome, this.summary, extended);
	}

	private static DrainResult of(DrainOutcome outcome, String format, Object... args) {
		// Without arguments it is a sentence, which may well say 100%.
		String summary = (args.length == 0) ? format : String.format(Locale.ROOT, format, args);
		return new DrainResult(outcome, summary, Map.of());
	}

}
