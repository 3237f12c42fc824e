/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

/**
 * Where a running PostgreSQL and a running Redis can be reached.
 *
 * @param jdbcUrl the JDBC URL of the database
 * @param username the database user, who owns the database
 * @param password the password of that user; the embedded server accepts any
 * @param redisHost the host of Redis
 * @param redisPort the port of Redis
 */
public record ServerAddresses(String jdbcUrl, String username, String password, String redisHost, int redisPort) {

	@Override
	public String toString() {
		return "PostgreSQL at " + this.jdbcUrl + ", Redis at " + this.redisHost + ":" + this.redisPort;
	}

}
