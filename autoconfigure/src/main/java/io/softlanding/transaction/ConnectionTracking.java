/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Listens to every transaction manager, and knows the names of data sources. No bean is
 * replaced.
 */
final class ConnectionTracking implements DestructionAwareBeanPostProcessor {

	private final ObjectProvider<OpenTransactions> transactions;

	private final Supplier<Set<String>> excluded;

	private final Supplier<Dialects> dialects;

	private final Map<DataSource, String> names = Collections.synchronizedMap(new WeakHashMap<>());

	private volatile Consumer<DataSource> beforeDestruction = (dataSource) -> {
	};

	ConnectionTracking(ObjectProvider<OpenTransactions> transactions, Supplier<Set<String>> excluded,
			Supplier<Dialects> dialects) {
		this.transactions = transactions;
		this.excluded = excluded;
		this.dialects = dialects;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof DataSource dataSource) {
			this.names.put(dataSource, name);
			DataSources.behind(dataSource).forEach((behind) -> this.names.putIfAbsent(behind, name));
		}
		else if (bean instanceof ConfigurableTransactionManager transactions
				&& !(bean instanceof ReactiveTransactionManager)) {
			listen(transactions);
		}
		return bean;
	}

	/**
	 * Sets what to do before a data source is destroyed.
	 * @param action may wait
	 */
	void beforeDestruction(Consumer<DataSource> action) {
		this.beforeDestruction = action;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof DataSource;
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String name) {
		if (bean instanceof DataSource dataSource) {
			this.beforeDestruction.accept(dataSource);
		}
	}

	private void listen(ConfigurableTransactionManager source) {
		DataSource dataSource = dataSource(source);
		String name = (dataSource != null) ? this.names.get(dataSource) : null;
		if (name != null && isExcluded(name)
				|| source.getTransactionExecutionListeners().stream().anyMatch(RootTransactions.class::isInstance)) {
			return;
		}
		TrackedDataSource bound = (dataSource != null && !DataSources.isLazy(dataSource))
				? new TrackedDataSource((name != null) ? name : "unnamed", dataSource, dialects(), null) : null;
		source.addListener(new RootTransactions(transactions(), bound));
	}

	/** The one that connections are bound for. */
	private static @Nullable DataSource dataSource(ConfigurableTransactionManager source) {
		if (source instanceof ResourceTransactionManager transactions
				&& transactions.getResourceFactory() instanceof DataSource dataSource) {
			return dataSource;
		}
		// JPA and Hibernate have other resources too.
		return (SideConnection.first(source, "dataSource") instanceof DataSource dataSource) ? dataSource : null;
	}

	boolean isExcluded(String name) {
		return this.excluded.get().contains(name);
	}

	OpenTransactions transactions() {
		return this.transactions.getObject();
	}

	Dialects dialects() {
		return this.dialects.get();
	}

}
