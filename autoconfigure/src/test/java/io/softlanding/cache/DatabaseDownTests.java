package io.softlanding.cache;

import java.time.Duration;

import io.softlanding.servers.EmbeddedPostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class DatabaseDownTests {

	@Test
	void whatADatabaseThatIsDownCannotTakeIsNamedAndStaysDirty() throws Exception {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.start();
		try {
			JdbcTemplate jdbc = new JdbcTemplate(
					new DriverManagerDataSource(server.jdbcUrl(), server.username(), server.password()));
			jdbc.execute(
					"CREATE TABLE stock (sku TEXT PRIMARY KEY, quantity BIGINT NOT NULL, version BIGINT NOT NULL)");
			WriteBehindCache<String, Long> cache = CacheFixtures.cache(new JdbcVersionedStore<>(jdbc,
					new JdbcVersionedStore.Table("stock", "sku", "quantity", "version"), Long.class),
					CacheFixtures.LATER);
			cache.put("a", 1L);
			assertThat(cache.flush(Duration.ofSeconds(20)).written()).isEqualTo(1);
			cache.put("a", 2L);
			cache.put("b", 1L);
			server.close();
			FlushResult result = cache.flush(Duration.ofSeconds(1));
			assertThat(result.written()).isZero();
			assertThat(result.failed().size() + result.unknown().size()).isEqualTo(2);
			assertThat(cache.dirty()).isEqualTo(2);
		}
		finally {
			server.close();
		}
	}

}
