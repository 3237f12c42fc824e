package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is mounted where, as Linux tells it in {@code /proc/self/mountinfo}.
 */
final class MountPoints {

	/** How spaces and the like are written. */
	private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

	private static final int MOUNT_POINT = 4;

	private MountPoints() {
	}

	/**
	 * Reads the mount points.
	 * @param mountInfo the file
	 * @return all mount points; none where there is no such file
	 */
	static List<Path> read(Path mountInfo) {
		try {
			return Files.readAllLines(mountInfo)
				.stream()
				.map((line) -> line.split(" "))
				.filter((fields) -> fields.length > MOUNT_POINT)
				.map((fields) -> Path.of(decode(fields[MOUNT_POINT])))
				.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static String decode(String text) {
		Matcher matcher = OCTAL.matcher(text);
		return matcher
			.replaceAll((code) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 8))));
	}

}
