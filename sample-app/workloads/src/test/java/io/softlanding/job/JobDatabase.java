/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.sql.SQLException;
import java.util.UUID;

import org.h2.tools.Server;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database in memory that several processes use. */
final class JobDatabase implements AutoCloseable {

	private final Server server;

	private final String name = "mem:" + UUID.randomUUID();

	private JobDatabase(Server server) {
		this.server = server;
	}

	static JobDatabase start() throws SQLException {
		return new JobDatabase(Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start());
	}

	String url() {
		return "jdbc:h2:tcp://localhost:%d/%s;DB_CLOSE_DELAY=-1".formatted(this.server.getPort(), this.name);
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(new DriverManagerDataSource(url()));
	}

	@Override
	public void close() {
		this.server.stop();
	}

}
