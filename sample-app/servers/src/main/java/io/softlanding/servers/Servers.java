/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.servers;

/**
 * A PostgreSQL and a Redis that run until they are closed.
 */
public interface Servers extends AutoCloseable {

	/**
	 * The system property that says where the servers come from: {@code embedded}, which
	 * is the default, or {@code testcontainers}.
	 */
	String KIND_PROPERTY = "softlanding.test.servers";

	ServerAddresses addresses();

	/**
	 * Stops both servers and removes what they wrote. Calling it again is harmless.
	 */
	@Override
	void close();

	/**
	 * Starts both servers and returns when they answer.
	 * @throws IllegalStateException if one of them does not answer in time
	 */
	static Servers start() {
		String kind = System.getProperty(KIND_PROPERTY, "embedded");
		return switch (kind) {
			case "embedded" -> EmbeddedServers.start();
			case "testcontainers" -> ContainerServers.start();
			default -> throw new IllegalStateException(
					KIND_PROPERTY + " must be 'embedded' or 'testcontainers', not '" + kind + "'");
		};
	}

}
