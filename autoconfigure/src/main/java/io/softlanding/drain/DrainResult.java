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
	 * Everything was done, and seen to end.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult completed(String format, Object... args) {
		return of(DrainOutcome.COMPLETED, format, args);
	}

	/**
	 * Some of it was not done, or not waited for.
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
	public static DrainResult nothingToDo(String format, Object... args) {
		return of(DrainOutcome.NOTHING_TO_DO, format, args);
	}

	/**
	 * Everything was done as far as it can be seen; the summary says what is assumed.
	 * @param format a {@link String#format format} for the summary
	 * @param args its arguments
	 * @return the result
	 */
	public static DrainResult assumed(String format, Object... args) {
		return of(DrainOutcome.ASSUMED, format, args);
	}

	/**
	 * It was not looked at; the summary says why.
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

	/**
	 * Adds how much has ended by itself and how much has not. The exit report sums it up
	 * as {@code force}.
	 * @param ended how many requests, tasks, transactions or the like have ended by
	 * themselves since the drain began
	 * @param forced how many were ended by force, or were left when nothing waited for
	 * them any more
	 * @return a result with these details too, unless both are 0
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
