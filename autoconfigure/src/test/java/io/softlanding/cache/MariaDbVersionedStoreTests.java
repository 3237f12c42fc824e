/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.transaction.MariaDbServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The store on a real MariaDB.
 */
@Tag("mariadb")
@ExtendWith(MariaDbServer.Extension.class)
class MariaDbVersionedStoreTests extends StoreContractTests {

	private HikariDataSource pool;

	private JdbcVersionedStore<String, Long> store;

	@BeforeEach
	void create(MariaDbServer maria) {
		this.pool = pool(maria);
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		JdbcVersionedStore.Table table = JdbcVersionedStoreTests.table(jdbc);
		// The default is latin1.
		jdbc.execute("alter table %s convert to character set utf8mb4".formatted(table.table()));
		this.store = new JdbcVersionedStore<>(jdbc, table, Long.class);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	/** The test closes it. */
	private static HikariDataSource pool(MariaDbServer maria) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(maria.url("mariadb"));
		pool.setUsername(MariaDbServer.ADMIN);
		pool.setPassword(MariaDbServer.PASSWORD);
		return pool;
	}

	@Override
	VersionedStore<String, Long> store() {
		return this.store;
	}

	@Nested
	class Races extends JdbcRaceContract {

		private HikariDataSource pool;

		@BeforeEach
		@Override
		void create() {
			// Needs the server.
		}

		@BeforeEach
		void create(MariaDbServer maria) {
			this.pool = pool(maria);
			super.create();
		}

		@AfterEach
		void close() {
			this.pool.close();
		}

		@Override
		DataSource database() {
			return this.pool;
		}

	}

}
