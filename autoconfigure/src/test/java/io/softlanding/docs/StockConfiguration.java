/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import io.softlanding.cache.JdbcVersionedStore;
import io.softlanding.cache.WriteBehindCache;
import io.softlanding.cache.WriteBehindCaches;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class StockConfiguration {

	@Bean
	WriteBehindCache<String, Long> stock(WriteBehindCaches caches, JdbcTemplate jdbc) {
		return caches.create("stock", new JdbcVersionedStore<>(jdbc,
				new JdbcVersionedStore.Table("stock", "sku", "quantity", "version"), Long.class));
	}

}
