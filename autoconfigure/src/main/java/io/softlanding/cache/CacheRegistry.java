package io.softlanding.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.softlanding.drain.ReadOnlyListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.util.ClassUtils;

/**
 * Every flushable cache of the application: the beans, and what cache managers have made
 * so far. Looks only when it is asked, and only at beans that exist: a cache that was
 * never created is not dirty, and the bean factory may be locked when the instance
 * drains.
 */
final class CacheRegistry implements ReadOnlyListener {

	private static final boolean DECORATED = ClassUtils.isPresent(
			"org.springframework.cache.transaction.TransactionAwareCacheDecorator",
			CacheRegistry.class.getClassLoader());

	private final BeanFactory beans;

	CacheRegistry(BeanFactory beans) {
		this.beans = beans;
	}

	private <T> Stream<T> existing(Class<T> type) {
		Stream<T> existing = Stream.empty();
		for (@Nullable
		BeanFactory beans = this.beans; beans instanceof ConfigurableListableBeanFactory factory; beans = factory
			.getParentBeanFactory()) {
			existing = Stream.concat(existing,
					Stream.of(factory.getBeanNamesForType(type, true, false))
						.map((name) -> existing(factory, name))
						.filter(type::isInstance)
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

	List<FlushableCache> caches() {
		return new ArrayList<>(
				Stream.concat(existing(FlushableCache.class), existing(CacheManager.class).flatMap(CacheRegistry::of))
					.distinct()
					.toList());
	}

	@Override
	public void readOnly(boolean readOnly) {
		caches().forEach((cache) -> cache.readOnly(readOnly));
	}

	long dirty() {
		return caches().stream().mapToLong(FlushableCache::dirty).sum();
	}

}
