package io.softlanding.lock;

import java.util.List;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.CurrentWork;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.drain.NanoClock;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration of leases in Redis that are given back when the instance drains.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "lock.enabled" }, matchIfMissing = true)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
@EnableConfigurationProperties(LockProperties.class)
public final class LockAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(AbstractBeanFactoryAwareAdvisingPostProcessor.class)
	static class LeaseLockedConfiguration {

		@Bean
		static LeaseLockedPostProcessor softlandingLeaseLockedPostProcessor(ObjectProvider<LeaseRegistry> leases,
				ObjectProvider<LockProperties> properties) {
			return new LeaseLockedPostProcessor(leases::getObject, () -> properties.getObject().ttl());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnMissingBean(EphemeralKeys.class)
	static class EphemeralKeysConfiguration {

		@Bean
		RedisEphemeralKeys softlandingEphemeralKeys(RedisConnectionFactory connections) {
			return new RedisEphemeralKeys(connections);
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
		RedisLeaseStore softlandingRedisLeaseStore(RedisConnectionFactory connections, LockProperties properties) {
			return new RedisLeaseStore(connections, new LeaseKeys(properties.prefix()));
		}

		@Bean
		RedisLeaseRegistry softlandingLeaseRegistry(RedisLeaseStore store, RedisConnectionFactory connections,
				LockProperties properties, ObjectProvider<CurrentWork> works, ObjectProvider<LeaseListener> listeners,
				ApplicationEventPublisher events) {
			if (properties.ttl().compareTo(RedisLeaseRegistry.SHORTEST_TTL) < 0) {
				throw new InvalidConfigurationException(
						"softlanding.lock.ttl is %s. A lease cannot be renewed in time when it lasts less than 100ms."
							.formatted(DurationProperty.text(properties.ttl())),
						"Set softlanding.lock.ttl to 100ms or more, for example 30s.");
			}
			List<LeaseListener> told = listeners.orderedStream().toList();
			return new RedisLeaseRegistry(store, new LeaseWakeUps(connections, new LeaseKeys(properties.prefix())),
					LeaseHolder.of(works.orderedStream().toList()),
					(outcome) -> told.forEach((listener) -> listener.ended(outcome)), events::publishEvent,
					NanoClock.SYSTEM,
					DurationProperty.positive("softlanding.lock.poll-interval", properties.pollInterval()));
		}

		@Bean
		LocksParticipant softlandingLocksParticipant(RedisLeaseRegistry registry, RedisLeaseStore store) {
			return new LocksParticipant(registry, new FinalRelease(store, registry.keeper(), NanoClock.SYSTEM),
					NanoClock.SYSTEM);
		}

		@Bean
		LocksStatus softlandingLocksStatus(RedisLeaseRegistry registry) {
			return new LocksStatus(registry.keeper());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	@ConditionalOnMissingBean(value = LeaseRegistry.class, ignored = RedisLeaseRegistry.class)
	static class MetricsConfiguration {

		@Bean
		LockMetrics softlandingLockMetrics(ObjectProvider<RedisLeaseRegistry> registry) {
			return new LockMetrics(() -> registry.getObject().keeper().leases().size());
		}

	}

}
