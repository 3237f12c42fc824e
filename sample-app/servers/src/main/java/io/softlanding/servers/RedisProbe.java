/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Speaks the few words of the Redis protocol that starting and stopping a server takes.
 *
 * @param host the host of the server
 * @param port the port of the server
 */
record RedisProbe(String host, int port) {

	private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(500);

	private static final Duration ATTEMPT_INTERVAL = Duration.ofMillis(20);

	/**
	 * Whether the server answered before the time was up.
	 */
	boolean awaitPong(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (System.nanoTime() < deadline) {
			if ("+PONG".equals(ask("PING", ATTEMPT_TIMEOUT))) {
				return true;
			}
			try {
				Thread.sleep(ATTEMPT_INTERVAL.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return false;
	}

	/**
	 * Tells the server to end and waits for it to hang up.
	 */
	void shutdown(Duration timeout) {
		ask("SHUTDOWN NOSAVE", timeout);
	}

	/**
	 * Asks for something.
	 * @return the answer, or what comes first of a longer one; {@code null} if there was
	 * none
	 */
	@Nullable String ask(String command) {
		return ask(command, ATTEMPT_TIMEOUT);
	}

	private @Nullable String ask(String command, Duration timeout) {
		int timeoutMillis = Math.toIntExact(timeout.toMillis());
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(this.host, this.port), timeoutMillis);
			socket.setSoTimeout(timeoutMillis);
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
			BufferedReader answer = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String line = answer.readLine();
			return (line != null && line.startsWith("$")) ? answer.readLine() : line;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
