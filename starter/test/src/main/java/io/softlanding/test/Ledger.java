/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Strategy for reading what the store of the application holds, a database or a broker,
 * to compare it with what clients were told.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Ledger {

	/**
	 * Returns the keys of everything that is stored. A key that is stored twice is
	 * returned twice. Has half a minute.
	 * @return the keys, as the responses hold them
	 * @throws Exception if the store cannot be read; the assertion is inconclusive then
	 */
	Collection<String> keys() throws Exception;

	/**
	 * Returns a ledger that reads a table.
	 * @param url URL of the database
	 * @param username name of the user
	 * @param password password of the user
	 * @param query a query whose first column is the key
	 * @return the ledger
	 */
	static Ledger jdbc(String url, String username, String password, String query) {
		return () -> {
			List<String> keys = new ArrayList<>();
			try (Connection connection = DriverManager.getConnection(url, username, password);
					Statement statement = connection.createStatement();
					ResultSet rows = statement.executeQuery(query)) {
				while (rows.next()) {
					keys.add(rows.getString(1));
				}
			}
			return keys;
		};
	}

}
