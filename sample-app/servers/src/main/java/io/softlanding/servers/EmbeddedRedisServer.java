/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of this machine, without persistence.
 *
 * <p>
 * It runs in a session of its own (except on Windows), so a Ctrl-C in the terminal does
 * not reach it, and no JVM shutdown hook stops it: it answers until {@link #close()}.
 */
public final class EmbeddedRedisServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedisServer.class);

	private static final String HOST = "127.0.0.1";

	private static final String LOG_FILE = "redis.log";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final int port;

	private final ProcessHandle process;

	private final ServerDirectory directory;

	private final AtomicBoolean closed = new AtomicBoolean();

	private EmbeddedRedisServer(int port, ProcessHandle process, ServerDirectory directory) {
		this.port = port;
		this.process = process;
		this.directory = directory;
	}

	/**
	 * Starts the server and returns when it answers.
	 * @throws IllegalStateException if it does not answer within ten seconds
	 */
	public static EmbeddedRedisServer start() {
		return start(freePort());
	}

	/**
	 * Starts the server on a port that is free.
	 * @param port the port
	 * @param options further options, as on the command line
	 */
	static EmbeddedRedisServer start(int port, String... options) {
		ServerDirectory directory = ServerDirectory.create("redis", "redis.pid", "KILL");
		try {
			ProcessHandle process = launch(port, directory, options);
			logger.info("Embedded Redis answers on port {}", port);
			return new EmbeddedRedisServer(port, process, directory);
		}
		catch (IOException | RuntimeException ex) {
			String log = log(directory);
			directory.clear();
			throw new IllegalStateException("Embedded Redis did not start. " + log, ex);
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free port", ex);
		}
	}

	private static ProcessHandle launch(int port, ServerDirectory directory, String... options) throws IOException {
		Path executable = ExecutableProvider.newJarResourceProvider(directory.path().toFile()).get().toPath();
		boolean daemon = !ServerGuard.isWindows();
		// A daemon calls setsid(2), and its parent ends once it has been forked.
		List<String> command = new ArrayList<>(List.of(executable.toString(), "--port", Integer.toString(port),
				"--bind", HOST, "--daemonize", daemon ? "yes" : "no", "--save", "", "--appendonly", "no", "--dir",
				directory.path().toString(), "--pidfile", directory.pidFile().toString(), "--logfile",
				directory.path().resolve(LOG_FILE).toString()));
		command.addAll(List.of(options));
		Process launched = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start();
		if (!new RedisProbe(HOST, port).awaitPong(START_TIMEOUT)) {
			launched.destroyForcibly();
			throw new IOException("No answer on port " + port + " within " + START_TIMEOUT);
		}
		return daemon ? directory.process().orElseThrow() : launched.toHandle();
	}

	private static String log(ServerDirectory directory) {
		try {
			return Files.readString(directory.path().resolve(LOG_FILE));
		}
		catch (IOException ex) {
			return "It wrote no log.";
		}
	}

	public String host() {
		return HOST;
	}

	public int port() {
		return this.port;
	}

	/** Stops the process without ending it: it accepts connections and answers nobody. */
	public void pause() {
		try {
			new ProcessBuilder("kill", "-STOP", Long.toString(this.process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stops the server and starts an empty one at the same address.
	 * @return the new one
	 */
	public EmbeddedRedisServer restart() {
		close();
		return start(this.port);
	}

	/**
	 * Asks the server for something, in words without spaces of their own.
	 * @param command what to ask
	 * @return the first line of the answer; {@code null} if there was none in time
	 */
	public @Nullable String ask(String command) {
		return new RedisProbe(HOST, this.port).ask(command);
	}

	/**
	 * Stops the server within some seconds and removes its directory. Calling it again is
	 * harmless.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		new RedisProbe(HOST, this.port).shutdown(STOP_TIMEOUT);
		this.process.destroyForcibly();
		this.directory.clear();
		logger.info("Embedded Redis stopped");
	}

}
