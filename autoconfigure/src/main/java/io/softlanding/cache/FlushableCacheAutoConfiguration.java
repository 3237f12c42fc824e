/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainProperties;
import io.softlanding.redis.ApplicationGroup;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.DurationProperty;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of caches that are flushed when the instance drains.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = { "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration",
		"org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration" })
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "cache.enabled" }, matchIfMissing = true)
public final class FlushableCacheAutoConfiguration {

	@Bean
	CacheRegistry softlandingCacheRegistry(BeanFactory beans, Environment environment) {
		CacheProperties.of(environment);
		return new CacheRegistry(beans);
	}

	/** Always: whether a bean is flushable may show only when it exists. */
	@Bean
	CachesParticipant softlandingCachesParticipant(CacheRegistry registry, Environment environment) {
		return new CachesParticipant(registry, DrainProperties.of(environment).floor().caches(), keys(environment));
	}

	/** Keys are what messages of exceptions show, too. */
	private static EvaluatedText keys(Environment environment) {
		return new EvaluatedText(environment.getProperty("softlanding.panic.messages", Boolean.class, false));
	}

	/** Also of caches that are flushable and declared as plain ones. */
	static final class HasCache extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ListableBeanFactory beans = Objects.requireNonNull(context.getBeanFactory());
			Class<?> found = Stream.of(FlushableCache.class, Cache.class, CacheManager.class)
				.filter((type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true,
						false).length > 0)
				.findFirst()
				.orElse(null);
			return new ConditionOutcome(found != null,
					ConditionMessage.forCondition("Cache").because((found != null) ? found.getName() : "none"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CacheManager.class)
	@Conditional(HasCache.class)
	static class CacheConfiguration {

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

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Caffeine.class)
	static class WriteBehindConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WriteBehindCaches softlandingWriteBehindCaches(CacheRegistry registry, ObjectProvider<CacheListener> listeners,
				Environment environment) {
			EvaluatedText keys = keys(environment);
			WriteBehindSettings settings = settings(CacheProperties.of(environment).writeBehind());
			Duration share = DrainProperties.of(environment).floor().caches();
			return new WriteBehindCaches() {

				@Override
				public <K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store) {
					return create(name, store, settings);
				}

				@Override
				public <K, V> WriteBehindCache<K, V> create(String name, VersionedStore<K, V> store,
						WriteBehindSettings settings) {
					if (store instanceof RedisVersionedStore<?, ?> redis) {
						redis.group(ApplicationGroup.of(environment, "Caches").name());
					}
					List<CacheListener> told = listeners.orderedStream().toList();
					WriteBehindCache<K, V> cache = new WriteBehindCache<>(name, store, settings, share,
							System::nanoTime, (outcome) -> told.forEach((listener) -> listener.written(outcome)), keys);
					registry.made(cache);
					return cache;
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
