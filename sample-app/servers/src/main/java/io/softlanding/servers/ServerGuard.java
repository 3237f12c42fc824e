/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Ends a server whose owner has died without a chance to stop it: killed or halted.
 *
 * <p>
 * A shell waits at a pipe that only this process holds. When the pipe breaks, it kills
 * the server and removes its directory; when it is told to go, it just goes. It ignores
 * the signals that a terminal sends to the whole process group.
 */
final class ServerGuard {

	private static final String SCRIPT = """
			trap '' INT TERM HUP
			if read -r line; then exit 0; fi
			kill -"$1" "$(head -n 1 "$2")"
			sleep 1
			kill -KILL "$(head -n 1 "$2")"
			rm -rf "$3"
			""";

	private final OutputStream pipe;

	private ServerGuard(OutputStream pipe) {
		this.pipe = pipe;
	}

	/**
	 * Starts to guard a server, which need not run yet.
	 * @param signal what ends the server at once, without its {@code SIG}
	 * @param pidFile the file that has the id of its process in the first line
	 * @param directory what to remove after it
	 */
	static ServerGuard start(String signal, Path pidFile, Path directory) throws IOException {
		if (isWindows()) {
			return new ServerGuard(OutputStream.nullOutputStream());
		}
		Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "server-guard", signal, pidFile.toString(),
				directory.toString())
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start();
		return new ServerGuard(shell.getOutputStream());
	}

	static boolean isWindows() {
		return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
	}

	void dismiss() {
		try (this.pipe) {
			this.pipe.write("stopped\n".getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// The guard has gone before us.
		}
	}

}
