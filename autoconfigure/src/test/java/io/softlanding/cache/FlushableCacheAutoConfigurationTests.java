/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.text.EvaluatedText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheManagerProxy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

class FlushableCacheAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FlushableCacheAutoConfiguration.class));

	@Configuration(proxyBeanMethods = false)
	static class Stock {

		@Bean
		WriteBehindCache<String, Integer> stock(WriteBehindCaches caches) {
			return caches.create("stock", new MemoryStore());
		}

	}

	@Test
	void cachesTakePartInTheDrain() {
		this.runner.withUserConfiguration(Stock.class)
			.run((context) -> assertThat(context).hasSingleBean(CachesParticipant.class)
				.hasSingleBean(CachesStatus.class)
				.hasSingleBean(WriteBehindCaches.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class ManagedStock {

		@Bean
		CacheManager manager(WriteBehindCaches caches) {
			SimpleCacheManager manager = new SimpleCacheManager();
			manager.setCaches(List.of(caches.create("stock", new MemoryStore())));
			manager.initializeCaches();
			return new TransactionAwareCacheManagerProxy(manager);
		}

	}

	@Test
	void whatAManagerDecoratesForTransactionsIsFound() {
		this.runner.withUserConfiguration(ManagedStock.class).run((context) -> {
			context.getBean(CacheManager.class).getCache("stock").put("a", 1);
			assertThat(context.getBean(CachesStatus.class).status()).containsEntry("dirty", 1L);
		});
	}

	@Test
	void whatIsDeclaredIsFound() {
		this.runner.withUserConfiguration(Stock.class).run((context) -> {
			context.getBean(WriteBehindCache.class).put("a", 1);
			assertThat(context.getBean(CachesStatus.class).status()).containsEntry("dirty", 1L);
		});
	}

	@Test
	void withoutACacheThereIsNothing() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(CachesStatus.class)
			.doesNotHaveBean(CacheMetrics.class));
	}

	@Test
	void whatIsDeclaredAsACacheIsFound() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			context.getBean(Cache.class).put("a", 1);
			assertThat(context.getBean(CachesStatus.class).status()).containsEntry("dirty", 1L);
		});
	}

	@Test
	void whatAFactoryBeanMakesIsFound() {
		this.runner.withUserConfiguration(Made.class).run((context) -> {
			context.getBean(CacheManager.class).getCache("stock").put("a", 1);
			assertThat(context.getBean(CachesStatus.class).status()).containsEntry("dirty", 1L);
		});
	}

	@Test
	void aLazyCacheIsNotCreated() {
		this.runner.withUserConfiguration(LazyStock.class).run((context) -> {
			context.getBean(CacheMetrics.class).bindTo(new SimpleMeterRegistry());
			assertThat(context.getBean(CachesStatus.class).status()).containsEntry("dirty", 0L);
			context.getBean(CacheRegistry.class).readOnly(true);
			assertThat(context.getBean(CachesParticipant.class)
				.drain(new StubDrainContext(Duration.ofSeconds(5)))
				.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("stock")).isFalse();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("manager")).isFalse();
		});
	}

	/** Its package has no post-processor, and replaces nothing. */
	@Test
	void nothingOfTheApplicationIsReplaced() {
		this.runner.withUserConfiguration(Stock.class, ManagedStock.class).run((context) -> {
			assertThat(context.getBean("stock")).isExactlyInstanceOf(WriteBehindCache.class);
			assertThat(context.getBean("manager")).isExactlyInstanceOf(TransactionAwareCacheManagerProxy.class);
			assertThat(context.getBeansOfType(BeanPostProcessor.class).values())
				.noneMatch((processor) -> processor.getClass().getName().startsWith("io.softlanding."));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Cache stock() {
			return new WriteBehindCache<>("stock", new MemoryStore(),
					new WriteBehindSettings(WriteBehindSettings.Mode.WRITE_BEHIND, Duration.ofHours(1), 1, 10, 10,
							Duration.ofSeconds(1), WriteBehindSettings.WhenReadOnly.WRITE_THROUGH),
					Duration.ofSeconds(1), System::nanoTime, (outcome) -> {
					}, new EvaluatedText(true));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Made {

		@Bean
		FactoryBean<CacheManager> manager(WriteBehindCaches caches) {
			SimpleCacheManager manager = new SimpleCacheManager();
			manager.setCaches(List.of(caches.create("stock", new MemoryStore())));
			manager.initializeCaches();
			return new FactoryBean<>() {

				@Override
				public CacheManager getObject() {
					return manager;
				}

				@Override
				public Class<?> getObjectType() {
					return CacheManager.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyStock {

		@Bean
		@Lazy
		WriteBehindCache<String, Integer> stock(WriteBehindCaches caches) {
			return caches.create("stock", new MemoryStore());
		}

		@Bean
		@Lazy
		CacheManager manager() {
			return new SimpleCacheManager();
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled", "softlanding.cache.enabled" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property + "=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CachesParticipant.class));
	}

	@Test
	void withoutCaffeineOtherCachesAreStillFlushed() {
		this.runner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withUserConfiguration(Plain.class)
			.run((context) -> assertThat(context).hasSingleBean(CachesParticipant.class)
				.doesNotHaveBean(WriteBehindCaches.class));
	}

	@Test
	void worksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.withUserConfiguration(Stock.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CachesParticipant.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "flush-delay=0s", "batch-size=0", "max-dirty=-1", "max-entries=0", "write-timeout=-1s" })
	void impossibleSettingsStopTheStartUp(String setting) {
		String property = "softlanding.cache.write-behind." + setting;
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
	}

	@Test
	void theMetersExistFromTheStartAndCount() {
		this.runner.withUserConfiguration(Stock.class).run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(CacheMetrics.class).bindTo(registry);
			assertThat(registry.get("softlanding.cache.flushed").counters()).hasSize(3);
			WriteBehindCache<?, ?> cache = context.getBean(WriteBehindCache.class);
			cache.put("a", 1);
			assertThat(registry.get("softlanding.cache.dirty").gauge().value()).isEqualTo(1);
			cache.flush(Duration.ofSeconds(5));
			assertThat(registry.get("softlanding.cache.flushed").tag("outcome", "applied").counter().count())
				.isEqualTo(1);
			assertThat(registry.get("softlanding.cache.dirty").gauge().value()).isZero();
		});
	}

}
