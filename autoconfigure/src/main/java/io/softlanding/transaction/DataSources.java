/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Finds what is behind data sources of Spring that have no connections of their own.
 */
final class DataSources {

	private DataSources() {
	}

	/**
	 * Returns the data sources behind one, or itself if it has own connections. Nothing
	 * is behind a proxy whose target is made later: it is a bean itself.
	 */
	static List<DataSource> behind(DataSource dataSource) {
		List<@Nullable DataSource> targets = new ArrayList<>();
		try {
			if (dataSource instanceof Advised proxy) {
				targets.add(proxy.getTargetSource().isStatic()
						&& proxy.getTargetSource().getTarget() instanceof DataSource target ? target : null);
			}
			else if (dataSource instanceof DelegatingDataSource delegating) {
				targets.add(delegating.getTargetDataSource());
			}
			else if (dataSource instanceof AbstractRoutingDataSource routing) {
				targets.addAll(routing.getResolvedDataSources().values());
				targets.add(routing.getResolvedDefaultDataSource());
			}
			else {
				return List.of(dataSource);
			}
		}
		catch (Exception ex) {
			// Not every subclass can tell.
			return List.of();
		}
		return targets.stream()
			.filter(Objects::nonNull)
			.filter((target) -> target != dataSource)
			.flatMap((target) -> behind(target).stream())
			.distinct()
			.toList();
	}

	/** Whether a call of a connection of this data source may be what opens it. */
	static boolean isLazy(DataSource dataSource) {
		return dataSource instanceof LazyConnectionDataSourceProxy
				|| dataSource instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null
						&& isLazy(delegating.getTargetDataSource());
	}

}
