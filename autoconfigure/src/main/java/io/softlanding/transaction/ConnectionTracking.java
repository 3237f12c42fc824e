/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.softlanding.config.LocalBeans;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Has pools observed before they start, listens to every transaction manager, and knows
 * the names of data sources. No bean is replaced.
 */
final class ConnectionTracking implements DestructionAwareBeanPostProcessor {

	private final ObjectProvider<OpenTransactions> transactions;

	private final Supplier<Set<String>> excluded;

	private final Supplier<Dialects> dialects;

	private final ObjectProvider<Pool.Provider> pools;

	/** Transaction managers, and what they were called when they were made. */
	private final Map<ConfigurableTransactionManager, String> managers = Collections
		.synchronizedMap(new WeakHashMap<>());

	private final Set<ConfigurableTransactionManager> listening = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/** By the name of the first bean that a data source is or is behind. */
	private final Map<DataSource, String> names = Collections.synchronizedMap(new WeakHashMap<>());

	private volatile Consumer<DataSource> beforeDestruction = (dataSource) -> {
	};

	ConnectionTracking(ObjectProvider<OpenTransactions> transactions, Supplier<Set<String>> excluded,
			Supplier<Dialects> dialects, ObjectProvider<Pool.Provider> pools) {
		this.transactions = transactions;
		this.excluded = excluded;
		this.dialects = dialects;
		this.pools = pools;
	}

	/** Before other post-processors put a pool behind an object of their own. */
	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof DataSource dataSource) {
			observe(dataSource, name);
		}
		else if (bean instanceof ConfigurableTransactionManager transactions) {
			this.managers.put(transactions, name);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (LocalBeans.isScoped(bean)) {
			if (bean instanceof DataSource dataSource) {
				this.names.put(dataSource, name);
			}
			return bean;
		}
		if (bean instanceof DataSource dataSource) {
			// Pools that are no beans, behind one that chooses among them, and spies of
			// pools.
			DataSources.behind(dataSource).forEach((behind) -> observe(behind, name));
			this.names.put(dataSource, name);
		}
		else if (bean instanceof ReactiveTransactionManager) {
			this.transactions.getObject().areReactiveToo();
		}
		else if (bean instanceof ConfigurableTransactionManager transactions) {
			listen(made(transactions, name));
		}
		return bean;
	}

	/**
	 * What a spy or proxy was made of, which shares its listeners or has the only ones.
	 */
	private ConfigurableTransactionManager made(ConfigurableTransactionManager bean, String name) {
		synchronized (this.managers) {
			return this.managers.containsKey(bean) ? bean
					: this.managers.entrySet()
						.stream()
						.filter((made) -> made.getValue().equals(name))
						.map(Map.Entry::getKey)
						.findFirst()
						.orElse(bean);
		}
	}

	private void observe(DataSource dataSource, String name) {
		if (this.names.putIfAbsent(dataSource, name) == null && !isExcluded(name)) {
			source(dataSource, name).observe(this.pools.orderedStream());
		}
	}

	private TrackedDataSource source(DataSource dataSource, String name) {
		return new TrackedDataSource(name, dataSource, this.transactions.getObject(), this.dialects.get());
	}

	/** Sets what to do, and wait for, before a data source is destroyed. */
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
		if (name != null && isExcluded(name) || !this.listening.add(source)) {
			return;
		}
		TrackedDataSource bound = (dataSource != null && !DataSources.isLazy(dataSource))
				? source(dataSource, (name != null) ? name : "unnamed") : null;
		add(source, new RootTransactionListener(this.transactions.getObject(), bound));
	}

	/** The list of the application may be immutable, or that of several managers. */
	private static void add(ConfigurableTransactionManager source, RootTransactionListener listener) {
		List<TransactionExecutionListener> own = new ArrayList<>(source.getTransactionExecutionListeners());
		boolean shared = own.removeIf(RootTransactionListener.class::isInstance);
		try {
			if (!shared) {
				source.addListener(listener);
				return;
			}
		}
		catch (UnsupportedOperationException ex) {
			// A copy takes its place.
		}
		own.add(listener);
		source.setTransactionExecutionListeners(own);
	}

	/** The data source that a transaction manager binds connections for. */
	private static @Nullable DataSource dataSource(ConfigurableTransactionManager source) {
		if (source instanceof ResourceTransactionManager transactions
				&& transactions.getResourceFactory() instanceof DataSource dataSource) {
			return dataSource;
		}
		// JPA and Hibernate have other resources too.
		return (UnpooledConnections.first(source, "dataSource") instanceof DataSource dataSource) ? dataSource : null;
	}

	private boolean isExcluded(String name) {
		return this.excluded.get().contains(name);
	}

}
