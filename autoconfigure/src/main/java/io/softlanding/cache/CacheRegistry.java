package io.softlanding.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.softlanding.drain.ReadOnlyListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.util.ClassUtils;

/**
 * Every flushable cache of the application: the beans, and what cache managers have made
 * so far. Looks for beans once, at start-up: the bean factory may be locked when the
 * instance drains.
 */
final class CacheRegistry implements SmartInitializingSingleton, ReadOnlyListener {

	private static final boolean DECORATED = ClassUtils.isPresent(
			"org.springframework.cache.transaction.TransactionAwareCacheDecorator",
			CacheRegistry.class.getClassLoader());

	private final ObjectProvider<FlushableCache> caches;

	private final ObjectProvider<CacheManager> managers;

	private volatile Supplier<Stream<FlushableCache>> found = Stream::empty;

	CacheRegistry(ObjectProvider<FlushableCache> caches, ObjectProvider<CacheManager> managers) {
		this.caches = caches;
		this.managers = managers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<FlushableCache> caches = this.caches.orderedStream().toList();
		List<CacheManager> managers = this.managers.orderedStream().toList();
		this.found = () -> Stream.concat(caches.stream(), managers.stream().flatMap(CacheRegistry::of));
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
		return new ArrayList<>(this.found.get().distinct().toList());
	}

	@Override
	public void readOnly(boolean readOnly) {
		caches().forEach((cache) -> cache.readOnly(readOnly));
	}

	long dirty() {
		return caches().stream().mapToLong(FlushableCache::dirty).sum();
	}

}
