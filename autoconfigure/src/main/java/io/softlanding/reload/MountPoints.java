/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds files that are mounted by themselves, of which Kubernetes never updates any: a
 * reload would wait for their change for ever.
 */
final class MountPoints {

	/** How spaces and the like are written. */
	private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

	private static final int MOUNT_POINT = 4;

	private final Path mountInfo;

	/**
	 * Creates one.
	 * @param mountInfo what is mounted where, as Linux tells it in
	 * {@code /proc/self/mountinfo}; nothing is where there is no such file
	 */
	MountPoints(Path mountInfo) {
		this.mountInfo = mountInfo;
	}

	/** What to say of the files of a configuration. */
	Optional<String> warning(Settings settings) {
		Set<Path> mounted = read();
		List<Path> files = settings.keysByLocation()
			.keySet()
			.stream()
			.flatMap((location) -> ConfigSources.path(location).stream())
			.map((path) -> path.toAbsolutePath().normalize())
			.flatMap((path) -> mounted.stream().filter((mount) -> mount.startsWith(path) && !Files.isDirectory(mount)))
			.distinct()
			.toList();
		return files.isEmpty() ? Optional.empty() : Optional
			.of("%s is mounted as a single file (a subPath), which Kubernetes never updates: ".formatted(files.get(0))
					+ "mount its directory instead");
	}

	private Set<Path> read() {
		try {
			return Files.readAllLines(this.mountInfo)
				.stream()
				.map((line) -> line.split(" "))
				.filter((fields) -> fields.length > MOUNT_POINT)
				.flatMap((fields) -> path(decode(fields[MOUNT_POINT])))
				.collect(Collectors.toSet());
		}
		catch (IOException ex) {
			return Set.of();
		}
	}

	/** Without an encoding for them, some names are no paths. */
	private static Stream<Path> path(String name) {
		try {
			return Stream.of(Path.of(name));
		}
		catch (InvalidPathException ex) {
			return Stream.empty();
		}
	}

	private static String decode(String text) {
		Matcher matcher = OCTAL.matcher(text);
		return matcher
			.replaceAll((code) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 8))));
	}

}
