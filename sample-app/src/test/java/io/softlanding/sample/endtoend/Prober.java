/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;

import io.softlanding.test.HttpConnection;

/**
 * Asks for readiness as fast as it is answered, on kept connections.
 */
final class Prober implements AutoCloseable {

	private final int managementPort;

	private HttpConnection connection;

	Prober(int managementPort) throws IOException {
		this.managementPort = managementPort;
		this.connection = HttpConnection.open(managementPort);
	}

	/** Asks once. */
	boolean ready() throws IOException {
		HttpConnection.Answer answer = this.connection.exchange("GET", "/actuator/health/readiness");
		if (answer.status() != 200) {
			return false;
		}
		if (answer.closes()) {
			this.connection.close();
			this.connection = HttpConnection.open(this.managementPort);
		}
		return true;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
