/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.text;

/**
 * Text that an application creates at run time, such as the name of a lease or the key of
 * a cache entry. It may hold personal data: reports and logs show it only if this is
 * configured, on one line of limited length.
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
		return shortened(String.valueOf(value), LONGEST);
	}

	/**
	 * Makes text from outside safe for logs and reports: it cannot forge a line or fill a
	 * page.
	 * @param text the text
	 * @param longest the number of characters after which it is cut
	 * @return the text with a question mark for each control character and line separator
	 */
	public static String shortened(String text, int longest) {
		String shown = (text.length() > longest) ? text.substring(0, longest) + "…" : text;
		for (int i = 0; i < shown.length(); i++) {
			if (breaksLine(shown.charAt(i))) {
				return shown.chars()
					.map((character) -> breaksLine(character) ? '?' : character)
					.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
					.toString();
			}
		}
		return shown;
	}

	private static boolean breaksLine(int character) {
		return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
	}

}
