/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Observes the physical connections of HikariCP's pools, before they start. A pool that
 * has started in its constructor is left alone.
 */
final class HikariTracking implements BeanPostProcessor {

	private final ObjectProvider<ConnectionTracking> tracking;

	/** By identity, since a pool can stand behind another bean as well. */
	private final Set<HikariDataSource> excluded = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	HikariTracking(ObjectProvider<ConnectionTracking> tracking) {
		this.tracking = tracking;
	}

	/** Before other post-processors put a pool behind an object of their own. */
	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof HikariDataSource pool) {
			if (this.tracking.getObject().isExcluded(name)) {
				this.excluded.add(pool);
			}
			observe(pool, name);
		}
		return bean;
	}

	/** Pools that are no beans, behind one that chooses among them. */
	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof DataSource dataSource && !(bean instanceof HikariDataSource)) {
			for (DataSource behind : DataSources.behind(dataSource)) {
				if (behind instanceof HikariDataSource pool) {
					observe(pool, name);
				}
			}
		}
		return bean;
	}

	private void observe(HikariDataSource pool, String name) {
		HikariPool.restore(pool);
		ConnectionTracking tracking = this.tracking.getObject();
		if (!tracking.isExcluded(name) && !this.excluded.contains(pool)) {
			HikariPool.observe(name, pool, tracking.transactions(), tracking.dialects());
		}
	}

}
