/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two ports of an instance, which stay the same when it is started again.
 *
 * @param server where it serves
 * @param management where it is managed
 */
record Ports(int server, int management) {

	/**
	 * Below what systems give to clients, or a connection could take a port in between.
	 */
	private static final int FIRST = 12_000;

	private static final int LAST = 30_000;

	static Ports free() {
		int server = freePort();
		int management = freePort();
		return (server != management) ? new Ports(server, management) : free();
	}

	static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			try (ServerSocket socket = new ServerSocket()) {
				socket.bind(new InetSocketAddress(port));
				return port;
			}
			catch (IOException ex) {
				// Taken: look for another.
				continue;
			}
		}
	}

}
