/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

/**
 * Both servers as processes of this machine.
 */
final class EmbeddedServers implements Servers {

	private final EmbeddedPostgresServer postgres;

	private final EmbeddedRedisServer redis;

	private EmbeddedServers(EmbeddedPostgresServer postgres, EmbeddedRedisServer redis) {
		this.postgres = postgres;
		this.redis = redis;
	}

	static EmbeddedServers start() {
		EmbeddedRedisServer redis = EmbeddedRedisServer.start();
		try {
			return new EmbeddedServers(EmbeddedPostgresServer.start(), redis);
		}
		catch (RuntimeException | Error ex) {
			redis.close();
			throw ex;
		}
	}

	@Override
	public ServerAddresses addresses() {
		return new ServerAddresses(this.postgres.jdbcUrl(), this.postgres.username(), this.postgres.password(),
				this.redis.host(), this.redis.port());
	}

	@Override
	public void close() {
		try (this.redis) {
			this.postgres.close();
		}
	}

}
