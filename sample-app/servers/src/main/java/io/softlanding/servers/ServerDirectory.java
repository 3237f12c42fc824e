/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary directory that one server has for itself, with the file that has its
 * process id.
 */
final class ServerDirectory {

	private static final Logger logger = LoggerFactory.getLogger(ServerDirectory.class);

	private final Path path;

	private final Path pidFile;

	private final ServerGuard guard;

	private ServerDirectory(Path path, Path pidFile, ServerGuard guard) {
		this.path = path;
		this.pidFile = pidFile;
		this.guard = guard;
	}

	/**
	 * Creates the directory and the guard that removes it if this process cannot.
	 * @param server the name of the server
	 * @param pidFile the name of the file that the server writes its process id to
	 * @param killSignal what ends the server at once, without its {@code SIG}
	 */
	static ServerDirectory create(String server, String pidFile, String killSignal) {
		try {
			Path path = Files.createTempDirectory("softlanding-" + server + "-");
			Path file = path.resolve(pidFile);
			return new ServerDirectory(path, file, ServerGuard.start(killSignal, file, path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No temporary directory for " + server, ex);
		}
	}

	Path path() {
		return this.path;
	}

	Path pidFile() {
		return this.pidFile;
	}

	/**
	 * The running process whose id the server has written.
	 */
	Optional<ProcessHandle> process() {
		try (Stream<String> lines = Files.lines(this.pidFile)) {
			return lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("No process id in {}", this.pidFile, ex);
			return Optional.empty();
		}
	}

	/**
	 * Kills the server if it still runs, and removes the directory.
	 */
	void clear() {
		process().ifPresent(ProcessHandle::destroyForcibly);
		remove();
		this.guard.dismiss();
	}

	private void remove() {
		if (!Files.exists(this.path)) {
			return;
		}
		try (Stream<Path> found = Files.walk(this.path)) {
			for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(each);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.warn("Could not remove {}: {}", this.path, ex.toString());
		}
	}

}
