/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.List;
import java.util.function.Supplier;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.UnsavedDataIndicator;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.redis.ApplicationGroup;
import io.softlanding.redis.RedisEviction;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of leases in Redis that are released when the instance drains.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "lock.enabled" }, matchIfMissing = true)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
@RegisterReflectionForBinding(LockProperties.class)
public final class LockAutoConfiguration {

	/** Invalid properties stop the start, whatever of this is needed. */
	LockAutoConfiguration(Environment environment) {
		LockProperties.of(environment);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AbstractBeanFactoryAwareAdvisingPostProcessor.class)
	static class LeaseLockedConfiguration {

		@Bean
		static LeaseLockedPostProcessor softlandingLeaseLockedPostProcessor(ObjectProvider<LeaseRegistry> leases,
				Environment environment, ObjectProvider<LeaseKeys> keys) {
			return new LeaseLockedPostProcessor(leases::getObject,
					SingletonSupplier.of(() -> LockProperties.of(environment).ttl()), keys::getIfAvailable);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnMissingBean(EphemeralKeys.class)
	static class EphemeralKeysConfiguration {

		@Bean
		RedisEphemeralKeys softlandingEphemeralKeys(ObjectProvider<RedisConnectionFactory> connections) {
			return new RedisEphemeralKeys(connections::getObject);
		}

		@Bean
		EphemeralKeysParticipant softlandingEphemeralKeysParticipant(RedisEphemeralKeys keys) {
			return new EphemeralKeysParticipant(keys, NanoClock.SYSTEM);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnMissingBean(LeaseRegistry.class)
	static class LeaseConfiguration {

		@Bean
		@Lazy
		RedisLeaseRegistry softlandingLeaseRegistry(RedisConnectionFactory connections, LeaseKeys keys,
				LocksParticipant locks, ObjectProvider<CurrentWork> works, ObjectProvider<LeaseListener> listeners,
				ApplicationEventPublisher events, ObjectProvider<UnsavedDataIndicator> data, Environment environment) {
			Supplier<List<UnsavedDataIndicator>> unsaved = SingletonSupplier.of(() -> data.orderedStream().toList());
			List<LeaseListener> told = listeners.orderedStream().toList();
			RedisLeaseRegistry registry = new RedisLeaseRegistry(new RedisLeaseStore(connections, keys),
					new LeaseWakeUps(connections, keys), LeaseHolder.of(works.orderedStream().toList()),
					(outcome) -> told.forEach((listener) -> listener.ended(outcome)), events::publishEvent,
					NanoClock.SYSTEM, LockProperties.of(environment).pollInterval(),
					new EvaluatedText(environment.getProperty("softlanding.panic.messages", Boolean.class, false)),
					() -> unsaved.get().stream().flatMap((each) -> each.unsaved().stream()).toList());
			locks.use(registry);
			return registry;
		}

		@Bean
		@Lazy
		LeaseKeys softlandingLeaseKeys(Environment environment, RedisEviction eviction,
				RedisConnectionFactory connections) {
			eviction.check(connections);
			return new LeaseKeys(LockProperties.of(environment).prefix(), ApplicationGroup.of(environment, "Leases"));
		}

		@Bean
		@ConditionalOnMissingBean
		@Lazy
		RedisEviction softlandingRedisEviction() {
			return new RedisEviction();
		}

		@Bean
		LocksParticipant softlandingLocksParticipant(Environment environment) {
			LockProperties properties = LockProperties.of(environment);
			LeaseKeys.checked(properties.prefix());
			if (properties.ttl().compareTo(RedisLeaseRegistry.SHORTEST_TTL) < 0) {
				throw new InvalidConfigurationException(
						"softlanding.lock.ttl is %s. A lease of less than 100ms cannot be renewed in time."
							.formatted(DurationProperty.text(properties.ttl())),
						"Set softlanding.lock.ttl to 100ms or more, for example 30s.");
			}
			DurationProperty.positive("softlanding.lock.poll-interval", properties.pollInterval());
			return new LocksParticipant(NanoClock.SYSTEM);
		}

		@Bean
		LocksStatus softlandingLocksStatus(LocksParticipant locks) {
			return new LocksStatus(locks);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	@ConditionalOnMissingBean(value = LeaseRegistry.class, ignored = RedisLeaseRegistry.class)
	static class MetricsConfiguration {

		@Bean
		LockMetrics softlandingLockMetrics(ObjectProvider<LocksParticipant> locks) {
			return new LockMetrics(() -> locks.getObject().leases().size());
		}

	}

}
