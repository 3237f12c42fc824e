/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.cache.JdbcVersionedStore.Table;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The phase before the caches' refuses transactions. Caches still have to write.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class CachesAfterTransactionsTests {

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		HikariDataSource dataSource(Environment environment) {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl(environment.getRequiredProperty("test.url"));
			pool.setUsername(environment.getRequiredProperty("test.user"));
			pool.setPassword(environment.getRequiredProperty("test.password"));
			pool.setAutoCommit(false);
			return pool;
		}

		@Bean
		JdbcTemplate jdbc(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		DataSourceTransactionManager transactions(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		WriteBehindCache<String, Long> plain(WriteBehindCaches caches, JdbcTemplate jdbc, Environment environment) {
			return caches.create("plain", store(jdbc, environment));
		}

		@Bean
		WriteBehindCache<String, Long> transactional(WriteBehindCaches caches, JdbcTemplate jdbc,
				Environment environment, PlatformTransactionManager transactions) {
			VersionedStore<String, Long> store = store(jdbc, environment);
			TransactionTemplate transaction = new TransactionTemplate(transactions);
			return caches.create("transactional", new VersionedStore<>() {

				@Override
				public VersionedEntry<String, Long> load(String key) {
					return store.load(key);
				}

				@Override
				public java.util.List<WriteOutcome> write(java.util.List<VersionedEntry<String, Long>> entries) {
					return transaction.execute((status) -> store.write(entries));
				}

			});
		}

		private static VersionedStore<String, Long> store(JdbcTemplate jdbc, Environment environment) {
			return new JdbcVersionedStore<>(jdbc,
					new Table(environment.getRequiredProperty("test.table"), "sku", "quantity", "version"), Long.class);
		}

	}

	@Test
	void whatIsDirtyIsWrittenThoughTransactionsAreRefused(ServerAddresses servers) {
		String table = "stock_" + UUID.randomUUID().toString().replace('-', '_');
		JdbcTemplate outside = new JdbcTemplate(
				new DriverManagerDataSource(servers.jdbcUrl(), servers.username(), servers.password()));
		outside.execute("create table " + table + " (sku text primary key, quantity bigint, version bigint not null)");
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("test.url", servers.jdbcUrl(), "test.user", servers.username(),
				"test.password", servers.password(), "softlanding.cache.write-behind.flush-delay", "1h", "test.table",
				table, "spring.jmx.enabled", false, "spring.main.banner-mode", "off"));
		try (ConfigurableApplicationContext context = application.run()) {
			context.getBean("plain", WriteBehindCache.class).put("a", 1L);
			context.getBean("transactional", WriteBehindCache.class).put("b", 2L);
		}
		assertThat(outside.queryForList("select sku from " + table + " order by sku", String.class))
			.containsExactly("a", "b");
	}

}
