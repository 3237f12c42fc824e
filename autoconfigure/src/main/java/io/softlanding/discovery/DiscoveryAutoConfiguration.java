/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;

import com.netflix.appinfo.ApplicationInfoManager;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the part of the drain that tells service registries. Comes after
 * those of the registries' clients, which have no common name.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "discovery.enabled" }, matchIfMissing = true)
@ConditionalOnBean(value = DrainController.class, search = SearchStrategy.CURRENT)
@Conditional(DiscoveryAutoConfiguration.OnRegistryClient.class)
@RegisterReflectionForBinding(DiscoveryProperties.class)
public final class DiscoveryAutoConfiguration {

	@Bean
	DeregistrationParticipant softlandingDiscoveryDeregistration(ObjectProvider<RegistrationSource> sources) {
		return new DeregistrationParticipant(sources.orderedStream().toList(), NanoClock.SYSTEM);
	}

	@Bean
	RegistryCachesParticipant softlandingDiscoveryRegistryCaches(DeregistrationParticipant deregistration,
			Environment environment) {
		Duration cacheTtl = DiscoveryProperties.of(environment).cacheTtl();
		return new RegistryCachesParticipant(deregistration,
				(cacheTtl != null) ? DurationProperty.notNegative("softlanding.discovery.cache-ttl", cacheTtl) : null,
				NanoClock.SYSTEM);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServiceRegistry.class)
	static class SpringCloudConfiguration {

		/** Default of Spring Cloud LoadBalancer. */
		private static final Duration LOAD_BALANCER_CACHE = Duration.ofSeconds(35);

		@Bean
		RegistrationSource softlandingDiscoverySpringCloud(ConfigurableListableBeanFactory beans,
				Environment environment) {
			return new SpringCloudRegistrations(beans,
					Binder.get(environment)
						.bind("spring.cloud.loadbalancer.cache.ttl", Duration.class)
						.orElse(LOAD_BALANCER_CACHE));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ApplicationInfoManager.class)
	static class EurekaConfiguration {

		@Bean
		RegistrationSource softlandingDiscoveryEureka(ConfigurableListableBeanFactory beans) {
			return new EurekaRegistrations(beans);
		}

	}

	/** By name, since each of them may be missing. */
	static final class OnRegistryClient extends AnyNestedCondition {

		OnRegistryClient() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(type = "org.springframework.cloud.client.serviceregistry.AutoServiceRegistration")
		static final class Automatic {

		}

		@ConditionalOnBean(type = "org.springframework.cloud.client.serviceregistry.ServiceRegistry")
		static final class ByHand {

		}

		@ConditionalOnBean(type = "com.netflix.appinfo.ApplicationInfoManager")
		static final class Eureka {

		}

	}

}
