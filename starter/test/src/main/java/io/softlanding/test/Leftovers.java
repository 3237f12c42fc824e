/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an instance has left. Threads and connections are those that there were when all
 * its application contexts had been closed.
 *
 * @param processes processes that the instance has started and that were alive after its
 * end, as text; they are killed
 * @param threads threads that were not daemons, and daemons that ran code of the
 * application, with the first line of that code; {@code null} if it is not known
 * @param connections remote addresses of open TCP connections; {@code null} if they are
 * not known
 * @since 0.1.0
 */
public record Leftovers(List<String> processes, @Nullable List<String> threads, @Nullable List<String> connections) {

	static Leftovers read(List<String> processes, Path file) {
		return new Leftovers(processes, lines(file, "threads"), lines(file, "connections"));
	}

	private static @Nullable List<String> lines(Path file, String kind) {
		Path lines = file.resolveSibling(kind);
		try {
			return Files.exists(lines) ? Files.readAllLines(lines) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String describe() {
		return describe("Processes", this.processes) + describe("Threads", this.threads);
	}

	private static String describe(String what, @Nullable List<String> left) {
		return (left == null || left.isEmpty()) ? "" : "\n" + what + " left behind: " + left;
	}

}
