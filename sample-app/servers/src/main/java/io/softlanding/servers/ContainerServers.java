/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

import java.time.Duration;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Both servers in containers.
 *
 * <p>
 * Generic containers, because the names of Testcontainers' own modules differ between its
 * two lines.
 */
final class ContainerServers implements Servers {

	private static final String OWNER = "softlanding";

	private static final int POSTGRES_PORT = 5432;

	private static final int REDIS_PORT = 6379;

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private final GenericContainer<?> postgres;

	private final GenericContainer<?> redis;

	private ContainerServers(GenericContainer<?> postgres, GenericContainer<?> redis) {
		this.postgres = postgres;
		this.redis = redis;
	}

	@SuppressWarnings("resource") // closed with the servers
	static ContainerServers start() {
		GenericContainer<?> postgres = new GenericContainer<>(DockerImageName.parse("postgres:18-alpine"))
			.withEnv("POSTGRES_USER", OWNER)
			.withEnv("POSTGRES_PASSWORD", OWNER)
			.withEnv("POSTGRES_DB", OWNER)
			.withExposedPorts(POSTGRES_PORT)
			// The image starts the server twice: first to create the database.
			.waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2)
				.withStartupTimeout(START_TIMEOUT));
		GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse("redis:7.4-alpine"))
			.withExposedPorts(REDIS_PORT)
			.waitingFor(Wait.forListeningPort().withStartupTimeout(START_TIMEOUT));
		ContainerServers servers = new ContainerServers(postgres, redis);
		try {
			postgres.start();
			redis.start();
			return servers;
		}
		catch (RuntimeException | Error ex) {
			servers.close();
			throw ex;
		}
	}

	@Override
	public ServerAddresses addresses() {
		String jdbcUrl = "jdbc:postgresql://" + this.postgres.getHost() + ":"
				+ this.postgres.getMappedPort(POSTGRES_PORT) + "/" + OWNER;
		return new ServerAddresses(jdbcUrl, OWNER, OWNER, this.redis.getHost(), this.redis.getMappedPort(REDIS_PORT));
	}

	@Override
	public void close() {
		try (this.redis) {
			this.postgres.stop();
		}
	}

}
