/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import org.junit.jupiter.api.Assumptions;

/**
 * A RabbitMQ server from the package of the distribution ({@code rabbitmq-server}). Tests
 * that need it are skipped on a machine without the package.
 *
 * <p>
 * One server is shared by all tests of a process. It ends with the process, however that
 * ends: a shell waits at a pipe that only this process holds.
 */
final class RabbitMqServer {

	/** The wrapper in the path refuses users other than root and rabbitmq. */
	private static final Path COMMAND = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

	private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

	private static final String SCRIPT = """
			trap '' INT TERM HUP
			setsid "$1" > "$2/out" 2>&1 < /dev/null &
			pid=$!
			read -r line
			kill -KILL -"$pid"
			sleep 1
			epmd -kill > /dev/null 2>&1
			rm -rf "$2"
			""";

	private static RabbitMqServer shared;

	private final int port;

	/** Referenced, because its end is the end of the server. */
	@SuppressWarnings("unused")
	private final Process guard;

	private RabbitMqServer(int port, Process guard) {
		this.port = port;
		this.guard = guard;
	}

	/**
	 * Returns the server of this process, and starts it for the first caller. Skips the
	 * test if the package is not installed.
	 */
	static synchronized RabbitMqServer shared() {
		Assumptions.assumeTrue(Files.isExecutable(COMMAND),
				"RabbitMQ is not installed: its tests need the package rabbitmq-server");
		if (shared == null) {
			try {
				shared = start();
			}
			catch (IOException ex) {
				throw new IllegalStateException("RabbitMQ did not start", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while RabbitMQ started", ex);
			}
		}
		return shared;
	}

	private static RabbitMqServer start() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("softlanding-rabbitmq");
		Files.writeString(directory.resolve("plugins"), "[].");
		int port = freePort();
		ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "rabbitmq-guard", COMMAND.toString(),
				directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(new File("/dev/null"));
		builder.environment()
			.putAll(Map.of("HOME", directory.toString(), "RABBITMQ_NODENAME", "test" + port + "@localhost",
					"RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1", "RABBITMQ_NODE_PORT", Integer.toString(port),
					"RABBITMQ_DIST_PORT", Integer.toString(freePort()), "ERL_EPMD_PORT", Integer.toString(freePort()),
					"RABBITMQ_MNESIA_BASE", directory.resolve("data").toString(), "RABBITMQ_LOG_BASE",
					directory.resolve("log").toString(), "RABBITMQ_ENABLED_PLUGINS_FILE",
					directory.resolve("plugins").toString()));
		RabbitMqServer server = new RabbitMqServer(port, builder.start());
		server.awaitAnswer(directory.resolve("out"));
		return server;
	}

	private void awaitAnswer(Path output) throws IOException, InterruptedException {
		long end = System.nanoTime() + START_TIMEOUT.toNanos();
		while (true) {
			try (Connection connection = connection()) {
				return;
			}
			catch (IOException ex) {
				if (System.nanoTime() - end > 0) {
					throw new IOException("RabbitMQ does not answer: " + Files.readString(output), ex);
				}
				TimeUnit.MILLISECONDS.sleep(200);
			}
		}
	}

	int port() {
		return this.port;
	}

	/** Opens a connection of the test itself, beside those of the application. */
	Connection connection() throws IOException {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost("127.0.0.1");
		factory.setPort(this.port);
		factory.setConnectionTimeout((int) Duration.ofSeconds(5).toMillis());
		try {
			return factory.newConnection("test");
		}
		catch (java.util.concurrent.TimeoutException ex) {
			throw new IOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
