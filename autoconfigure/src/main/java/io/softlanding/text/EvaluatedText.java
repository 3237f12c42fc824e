/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.text;

/**
 * Text that an application makes at run time, such as the name of a lease or the key of a
 * cache entry. It may hold personal data: reports and logs show it only if that is
 * configured, on one line of bearable length.
 *
 * @since 0.1
 */
public final class EvaluatedText {

	private static final String HIDDEN = "******";

	private static final int LONGEST = 100;

	private final boolean shown;

	/**
	 * Creates it.
	 * @param shown whether such text may be shown
	 */
	public EvaluatedText(boolean shown) {
		this.shown = shown;
	}

	/**
	 * Returns what reports and logs show.
	 * @param value what was evaluated
	 * @return the text, or asterisks in its place
	 */
	public String of(Object value) {
		return this.shown ? shortened(value) : HIDDEN;
	}

	/**
	 * Returns text for exceptions, whose messages are shown under the same condition.
	 * @param value any object
	 * @return its text without control characters, not longer than about 100 characters
	 */
	public static String shortened(Object value) {
		String text = String.valueOf(value);
		text = (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
		return text.replaceAll("\\p{Cntrl}", "?");
	}

}
