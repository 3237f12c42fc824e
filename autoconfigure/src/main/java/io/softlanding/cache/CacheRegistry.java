/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.softlanding.config.LocalBeans;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.RefusalCounter;
import io.softlanding.panic.ReadOnlyListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.util.ClassUtils;

/**
 * Finds flushable caches among existing beans and cache managers, and keeps write-behind
 * caches until they are closed or, if nothing is dirty, no longer referenced.
 */
final class CacheRegistry implements ReadOnlyListener {

	private static final boolean DECORATED = ClassUtils.isPresent(
			"org.springframework.cache.transaction.TransactionAwareCacheDecorator",
			CacheRegistry.class.getClassLoader());

	private static final Logger logger = LoggerFactory.getLogger(CacheRegistry.class);

	/** A parent that has its own drains its own caches. */
	private static final String OWN = "softlandingCacheRegistry";

	private final BeanFactory beans;

	/** Guarded by itself. */
	private final Set<FlushableCache> known = Collections.newSetFromMap(new WeakHashMap<>());

	private final AtomicBoolean asked = new AtomicBoolean();

	private final AtomicBoolean made = new AtomicBoolean();

	private final RefusalCounter refusals = new RefusalCounter();

	/** How far the drain is. */
	private volatile @Nullable DrainPass pass;

	CacheRegistry(BeanFactory beans) {
		this.beans = beans;
	}

	private <T> Stream<T> existing(Class<T> type) {
		Stream<T> existing = Stream.empty();
		for (@Nullable
		BeanFactory beans = this.beans; beans instanceof ConfigurableListableBeanFactory factory
				&& (beans == this.beans || !factory.containsLocalBean(OWN)); beans = factory.getParentBeanFactory()) {
			existing = Stream.concat(existing,
					Stream.of(factory.getBeanNamesForType(type, true, false))
						.map((name) -> existing(factory, name))
						.filter((bean) -> type.isInstance(bean) && !LocalBeans.isScoped(bean))
						.map(type::cast));
		}
		return existing;
	}

	private static @Nullable Object existing(ConfigurableListableBeanFactory factory, String name) {
		Object bean = factory.getSingleton(name);
		return (bean instanceof FactoryBean<?> product && product.isSingleton()) ? factory.getBean(name) : bean;
	}

	private static Stream<FlushableCache> of(CacheManager manager) {
		return manager.getCacheNames()
			.stream()
			.map(manager::getCache)
			.filter(Objects::nonNull)
			.map((cache) -> DECORATED ? Decorated.target(cache) : cache)
			.filter(FlushableCache.class::isInstance)
			.map(FlushableCache.class::cast);
	}

	/** Loaded only where there is spring-context-support. */
	private static final class Decorated {

		/** Writes after the commit of a transaction go through it to the cache itself. */
		static Cache target(Cache cache) {
			return (cache instanceof TransactionAwareCacheDecorator decorator) ? target(decorator.getTargetCache())
					: cache;
		}

	}

	/** Looks for them. */
	List<FlushableCache> caches() {
		this.asked.set(true);
		try {
			List<FlushableCache> found = Stream
				.concat(existing(FlushableCache.class), existing(CacheManager.class).flatMap(CacheRegistry::of))
				.toList();
			synchronized (this.known) {
				this.known.addAll(found);
			}
		}
		catch (RuntimeException ex) {
			// Beans may be in the middle of their destruction: what is known is flushed.
			logger.debug("Caches could not be looked up", ex);
		}
		return known();
	}

	/** Returns what was found or made so far, at once. */
	List<FlushableCache> known() {
		if (!this.asked.get()) {
			return caches();
		}
		synchronized (this.known) {
			this.known.removeIf((cache) -> cache instanceof DrainableCache ours && ours.closed()
					&& (ours.dirty() == 0 || this.pass == null));
			return this.known.stream().sorted(Comparator.comparing(FlushableCache::getName)).toList();
		}
	}

	/** Adds a cache, whether it will be a bean or not. */
	void made(DrainableCache cache) {
		synchronized (this.known) {
			this.known.add(cache);
		}
		DrainPass pass = this.pass;
		if (pass != null) {
			cache.pass(pass, this.refusals);
		}
		// For those that are no beans: data sources that were there before are destroyed
		// after this.
		if (this.made.compareAndSet(false, true) && this.beans instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(CacheRegistry.class.getName(), this::flushLast);
		}
	}

	private void flushLast() throws InterruptedException {
		for (DrainableCache cache : ours()) {
			cache.flushLast();
		}
	}

	private List<DrainableCache> ours() {
		return known().stream().filter(DrainableCache.class::isInstance).map(DrainableCache.class::cast).toList();
	}

	/** Has all write through, also those that are made from here on. */
	void pass(DrainPass pass) {
		this.pass = pass;
		ours().forEach((cache) -> cache.pass(pass, this.refusals));
	}

	RefusalCounter refusals() {
		return this.refusals;
	}

	@Override
	public void readOnly(boolean readOnly) {
		caches().forEach((cache) -> cache.readOnly(readOnly));
	}

	long dirty() {
		return caches().stream().mapToLong(FlushableCache::dirty).sum();
	}

}
