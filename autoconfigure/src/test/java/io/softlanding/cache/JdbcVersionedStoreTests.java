/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.cache.JdbcVersionedStore.Table;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class JdbcVersionedStoreTests {

	static JdbcVersionedStore<String, Long> create(JdbcTemplate jdbc) {
		return new JdbcVersionedStore<>(jdbc, table(jdbc), Long.class);
	}

	static Table table(JdbcTemplate jdbc) {
		String table = "stock_" + UUID.randomUUID().toString().replace('-', '_');
		jdbc.execute(
				"create table %s (sku varchar(200) primary key, quantity bigint check (quantity <> 666), version bigint)"
					.formatted(table));
		return new Table(table, "sku", "quantity", "version");
	}

	/** The test closes it. */
	private static HikariDataSource pool(ServerAddresses servers, String options) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(servers.jdbcUrl() + options);
		pool.setUsername(servers.username());
		pool.setPassword(servers.password());
		return pool;
	}

	@Test
	void namesThatAreNoIdentifiersAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcVersionedStore.Table("a; drop table b", "k", "v", "n"));
	}

	@Nested
	@ExtendWith(ServersExtension.class)
	class OnPostgres extends StoreContractTests {

		private HikariDataSource pool;

		private JdbcTemplate jdbc;

		private JdbcVersionedStore<String, Long> store;

		@BeforeEach
		void create(ServerAddresses servers) {
			this.pool = pool(servers, "");
			this.jdbc = new JdbcTemplate(this.pool);
			this.store = JdbcVersionedStoreTests.create(this.jdbc);
		}

		@AfterEach
		void close() {
			this.pool.close();
		}

		@Override
		VersionedStore<String, Long> store() {
			return this.store;
		}

		@Test
		void aRowThatTheDatabaseRefusesDoesNotKeepTheOthers() throws Exception {
			WriteBehindCache<String, Long> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
			for (long i = 660; i < 670; i++) {
				cache.put("k" + i, i);
			}
			FlushResult result = cache.flush(Duration.ofSeconds(2));
			assertThat(result.written() + result.stale()).isEqualTo(9);
			assertThat(result.failed()).containsExactly("k666");
			assertThat(this.store.load("k669")).isNotNull();
		}

		/** As when somebody has made it read-only, or it is full. */
		@Test
		void aTransactionOfTheCallerThatRollsBackUndoesNothing() throws Exception {
			WriteBehindCache<String, Long> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
			cache.put("a", 1L);
			cache.readOnly(true);
			TransactionTemplate transaction = new TransactionTemplate(
					new DataSourceTransactionManager(Objects.requireNonNull(this.jdbc.getDataSource())));
			transaction.executeWithoutResult((status) -> {
				cache.put("a", 2L);
				status.setRollbackOnly();
			});
			assertThat(cache.flush(Duration.ofSeconds(2)).complete()).isTrue();
			assertThat(cache.get("a", Long.class)).isEqualTo(2L);
			assertThat(this.store.load("a")).isEqualTo(new VersionedEntry<>("a", 2L, 1));
		}

		@Test
		void manyWritesToFewKeysAreFewRows(ServerAddresses servers) throws Exception {
			WriteBehindCache<String, Long> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);
			for (int i = 0; i < 100_000; i++) {
				cache.put("k" + i % 1000, (long) i);
			}
			assertThat(cache.flush(Duration.ofSeconds(20))).isEqualTo(new FlushResult(1000, 0, List.of(), List.of()));
			assertThat(this.store.load("k999")).isEqualTo(new VersionedEntry<>("k999", 99_999L, 1));
		}

	}

	@Nested
	@ExtendWith(ServersExtension.class)
	class OnPostgresThatRewritesBatches extends StoreContractTests {

		private HikariDataSource pool;

		private JdbcVersionedStore<String, Long> store;

		@BeforeEach
		void create(ServerAddresses servers) {
			this.pool = pool(servers, (servers.jdbcUrl().contains("?") ? "&" : "?") + "reWriteBatchedInserts=true");
			this.store = JdbcVersionedStoreTests.create(new JdbcTemplate(this.pool));
		}

		@AfterEach
		void close() {
			this.pool.close();
		}

		@Override
		VersionedStore<String, Long> store() {
			return this.store;
		}

	}

	@Nested
	class RacesOnH2 extends JdbcRaceContract {

		@Override
		DataSource database() {
			return new DriverManagerDataSource("jdbc:h2:mem:race;DB_CLOSE_DELAY=-1");
		}

	}

	@Nested
	@ExtendWith(ServersExtension.class)
	class RacesOnPostgres extends JdbcRaceContract {

		private HikariDataSource pool;

		@BeforeEach
		@Override
		void create() {
			// Needs the server.
		}

		@BeforeEach
		void create(ServerAddresses servers) {
			this.pool = pool(servers, "");
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

	@Nested
	class OnH2 extends StoreContractTests {

		private final JdbcVersionedStore<String, Long> store = JdbcVersionedStoreTests
			.create(new JdbcTemplate(new DriverManagerDataSource("jdbc:h2:mem:stock;DB_CLOSE_DELAY=-1")));

		@Override
		VersionedStore<String, Long> store() {
			return this.store;
		}

	}

}
