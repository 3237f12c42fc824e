/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds files that are mounted by themselves. Kubernetes never updates them.
 */
final class MountPoints {

	/** How spaces and the like are written. */
	private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

	private static final int MOUNT_POINT = 4;

	private final Path mountInfo;

	/**
	 * Creates an instance.
	 * @param mountInfo {@code /proc/self/mountinfo}, which need not exist
	 */
	MountPoints(Path mountInfo) {
		this.mountInfo = mountInfo;
	}

	/** A warning about the files of a configuration. */
	Optional<String> warning(Settings settings) {
		List<Path> mounted = read();
		return settings.keysByLocation()
			.keySet()
			.stream()
			.flatMap((location) -> ConfigSources.path(location).stream())
			.map((path) -> path.toAbsolutePath().normalize())
			.flatMap((path) -> mounted.stream().filter((mount) -> mount.startsWith(path) && !Files.isDirectory(mount)))
			.findFirst()
			.map((file) -> file + " is mounted as a single file (a subPath), which Kubernetes never updates: "
					+ "mount its directory instead");
	}

	private List<Path> read() {
		try (Stream<String> lines = Files.lines(this.mountInfo)) {
			return lines.map((line) -> line.split(" "))
				.filter((fields) -> fields.length > MOUNT_POINT)
				.flatMap((fields) -> path(fields[MOUNT_POINT]))
				.toList();
		}
		catch (IOException | UncheckedIOException ex) {
			return List.of();
		}
	}

	private static Stream<Path> path(String text) {
		try {
			return Stream.of(Path.of(OCTAL.matcher(text)
				.replaceAll((code) -> Matcher
					.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 8))))));
		}
		catch (InvalidPathException ex) {
			// The platform's encoding has no such name.
			return Stream.empty();
		}
	}

}
