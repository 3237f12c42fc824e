/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Result of a participant.
 *
 * @param outcome the outcome
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
	 * Creates the result of work that has verifiably ended.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult completed(String format, Object... args) {
		return of(DrainOutcome.COMPLETED, format, args);
	}

	/**
	 * Creates the result of work that was partly not done, or not waited for.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult partial(String format, Object... args) {
		return of(DrainOutcome.PARTIAL, format, args);
	}

	/**
	 * Creates the result of a participant that found no work.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult nothingToDo(String format, Object... args) {
		return of(DrainOutcome.NOTHING_TO_DO, format, args);
	}

	/**
	 * Creates the result of work whose visible part has ended; the summary names the
	 * assumption about the rest.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult assumed(String format, Object... args) {
		return of(DrainOutcome.ASSUMED, format, args);
	}

	/**
	 * Creates the result of a participant that did nothing; the summary names the reason.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult skipped(String format, Object... args) {
		return of(DrainOutcome.SKIPPED, format, args);
	}

	/**
	 * Creates the result of work that did not end in time.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult timedOut(String format, Object... args) {
		return of(DrainOutcome.TIMED_OUT, format, args);
	}

	/**
	 * Creates the result of work that has failed.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult failed(String format, Object... args) {
		return of(DrainOutcome.FAILED, format, args);
	}

	/**
	 * Adds a detail.
	 * @param key the key in the status document
	 * @param value the value
	 * @return a result with this detail
	 */
	public DrainResult with(String key, Object value) {
		Map<String, Object> extended = new LinkedHashMap<>(this.details);
		extended.put(key, value);
		return new DrainResult(this.outcome, this.summary, extended);
	}

	/**
	 * Adds the numbers of items, such as requests, tasks and transactions, that have
	 * ended by themselves and that have not. The exit report contains their sums as
	 * {@code force}.
	 * @param ended the number of items that have ended by themselves since the drain
	 * began
	 * @param forced the number of items that were ended by force, or that remained when
	 * the drain no longer waited for them
	 * @return a result with these details, unless both numbers are 0
	 */
	public DrainResult counting(long ended, long forced) {
		return (ended + forced == 0) ? this : with("ended", ended).with("forced", forced);
	}

	private static DrainResult of(DrainOutcome outcome, String format, Object... args) {
		// Without arguments it is a sentence, which may well say 100%.
		String summary = (args.length == 0) ? format : String.format(Locale.ROOT, format, args);
		return new DrainResult(outcome, summary, Map.of());
	}

}
