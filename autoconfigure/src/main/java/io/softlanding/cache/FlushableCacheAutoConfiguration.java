package io.softlanding.cache;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainProperties;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of caches that are flushed when the instance drains.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "cache.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties({ CacheProperties.class, DrainProperties.class })
public final class FlushableCacheAutoConfiguration {

	@Bean
	CacheRegistry softlandingCacheRegistry(ObjectProvider<FlushableCache> caches,
			ObjectProvider<CacheManager> managers) {
		return new CacheRegistry(caches, managers);
	}

	@Bean
	CachesParticipant softlandingCachesParticipant(CacheRegistry registry) {
		return new CachesParticipant(registry);
	}

	@Bean
	CachesStatus softlandingCachesStatus(CacheRegistry registry) {
		return new CachesStatus(registry);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		CacheMetrics softlandingCacheMetrics(CacheRegistry registry) {
			return new CacheMetrics(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Caffeine.class)
	static class WriteBehindConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WriteBehindCaches softlandingWriteBehindCaches(CacheProperties properties, DrainProperties drain,
				ObjectProvider<CacheListener> listeners) {
			WriteBehindSettings settings = settings(properties.writeBehind());
			Duration share = drain.floor().caches();
			return new WriteBehindCaches() {

				@Override
				public <K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store) {
					return create(name, store, settings);
				}

				@Override
				public <K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store,
						WriteBehindSettings settings) {
					return new WriteBehindCache<>(name, store, settings, share, System::nanoTime,
							listeners.getIfAvailable(() -> (outcome) -> {
							}));
				}

			};
		}

		private static WriteBehindSettings settings(CacheProperties.WriteBehind properties) {
			String prefix = "softlanding.cache.write-behind.";
			DurationProperty.positive(prefix + "flush-delay", properties.flushDelay());
			DurationProperty.positive(prefix + "write-timeout", properties.writeTimeout());
			positive(prefix + "batch-size", properties.batchSize());
			positive(prefix + "max-dirty", properties.maxDirty());
			positive(prefix + "max-entries", properties.maxEntries());
			return new WriteBehindSettings(properties.mode(), properties.flushDelay(), properties.batchSize(),
					properties.maxDirty(), properties.maxEntries(), properties.writeTimeout(),
					properties.whenReadOnly());
		}

		private static void positive(String name, long value) {
			if (value <= 0) {
				throw new InvalidConfigurationException("%s is %d.".formatted(name, value),
						"Set %s to 1 or more.".formatted(name));
			}
		}

	}

}
