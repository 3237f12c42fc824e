package io.softlanding.cache;

/**
 * Keys as logs and reports show them: whatever a user calls his things, on one line of
 * bearable length.
 */
final class KeyText {

	private static final int LONGEST = 100;

	private KeyText() {
	}

	static String of(Object key) {
		String text = String.valueOf(key).replaceAll("\\p{Cntrl}", "?");
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
	}

}
