package io.softlanding.lock;

/**
 * Names as logs and reports show them: whatever a user calls his things, on one line of
 * bearable length.
 */
final class NameText {

	private static final int LONGEST = 100;

	private NameText() {
	}

	static String of(String name) {
		String text = (name.length() <= LONGEST) ? name : name.substring(0, LONGEST) + "…";
		return text.replaceAll("\\p{Cntrl}", "?");
	}

}
