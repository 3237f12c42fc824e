/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.stock;

import io.softlanding.cache.JdbcVersionedStore;
import io.softlanding.cache.WriteBehindCache;
import io.softlanding.cache.WriteBehindCaches;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counts of what lies on the shelves, acknowledged from memory and written to PostgreSQL
 * later.
 */
@Configuration(proxyBeanMethods = false)
@Profile("lab")
class LabStock {

	@Bean
	WriteBehindCache<String, Long> labStockCache(WriteBehindCaches caches, JdbcTemplate jdbc) {
		return caches.create("lab-stock", new JdbcVersionedStore<>(jdbc,
				new JdbcVersionedStore.Table("lab_stock", "sku", "quantity", "version"), Long.class));
	}

}
