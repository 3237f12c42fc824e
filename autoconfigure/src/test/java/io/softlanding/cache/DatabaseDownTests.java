/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

import io.softlanding.servers.EmbeddedPostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("first-leg")
@Timeout(60)
class DatabaseDownTests {

	private final EmbeddedPostgresServer server = EmbeddedPostgresServer.start();

	private final WrittenStore store = new WrittenStore(table());

	private final WriteBehindCache<String, Long> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	private JdbcVersionedStore<String, Long> table() {
		JdbcTemplate jdbc = new JdbcTemplate(
				new DriverManagerDataSource(this.server.jdbcUrl(), this.server.username(), this.server.password()));
		jdbc.execute("CREATE TABLE stock (sku TEXT PRIMARY KEY, quantity BIGINT NOT NULL, version BIGINT NOT NULL)");
		return new JdbcVersionedStore<>(jdbc, new JdbcVersionedStore.Table("stock", "sku", "quantity", "version"),
				Long.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whatADatabaseThatIsDownCannotTakeIsNamedAndStaysDirty() throws Exception {
		this.cache.put("a", 1L);
		assertThat(this.cache.flush(Duration.ofSeconds(20)).written()).isEqualTo(1);
		this.cache.put("a", 2L);
		this.cache.put("b", 1L);
		this.server.close();
		FlushResult result = this.cache.flush(Duration.ofSeconds(1));
		assertThat(result.written()).isZero();
		assertThat(result.failed().size() + result.unknown().size()).isEqualTo(2);
		assertThat(this.cache.dirty()).isEqualTo(2);
	}

	/** Three batches of a hundred: the database has answered for the first. */
	@Test
	void aDatabaseThatGoesDownDuringAFlushHasWhatItHasConfirmed() throws Exception {
		for (int i = 0; i < 300; i++) {
			this.cache.put("k" + i, 1L);
		}
		this.store.afterWrite = this.server::close;
		FlushResult result = this.cache.flush(Duration.ofSeconds(3));
		assertThat(result.written()).isEqualTo(100);
		assertThat(result.failed().size() + result.unknown().size()).isEqualTo(200);
		assertThat(this.cache.dirty()).isEqualTo(200);
	}

}
