/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import javax.sql.DataSource;

import io.softlanding.transaction.MariaDbServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The store on a real MariaDB.
 */
@Tag("mariadb")
@ExtendWith(MariaDbServer.Extension.class)
class MariaDbVersionedStoreTests extends StoreContractTests {

	private JdbcVersionedStore<String, Long> store;

	@BeforeEach
	void create(MariaDbServer maria) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource(maria));
		JdbcVersionedStore.Table table = JdbcVersionedStoreTests.table(jdbc);
		// The default is latin1.
		jdbc.execute("alter table %s convert to character set utf8mb4".formatted(table.table()));
		this.store = new JdbcVersionedStore<>(jdbc, table, Long.class);
	}

	private static DataSource dataSource(MariaDbServer maria) {
		return new DriverManagerDataSource(maria.url("mariadb"), MariaDbServer.ADMIN, MariaDbServer.PASSWORD);
	}

	@Override
	VersionedStore<String, Long> store() {
		return this.store;
	}

	@Nested
	class Races extends JdbcRaceContract {

		private DataSource database;

		@BeforeEach
		@Override
		void create() {
			// Needs the server.
		}

		@BeforeEach
		void create(MariaDbServer maria) {
			this.database = dataSource(maria);
			super.create();
		}

		@Override
		DataSource database() {
			return this.database;
		}

	}

}
