/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.netflix.appinfo.ApplicationInfoManager;
import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.time.DurationProperty;
import io.softlanding.time.NanoClock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;
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
@ConditionalOnDrain("discovery")
@Conditional({ DiscoveryAutoConfiguration.OnRegistryClass.class, DiscoveryAutoConfiguration.OnRegistryClient.class })
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

	/** Looks for a client of a registry by name, since each of them may be missing. */
	static class OnRegistryClass extends SpringBootCondition implements ConfigurationCondition {

		private static final List<String> CLIENTS = List.of(
				"org.springframework.cloud.client.serviceregistry.AutoServiceRegistration",
				"org.springframework.cloud.client.serviceregistry.ServiceRegistry",
				"com.netflix.appinfo.ApplicationInfoManager");

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.PARSE_CONFIGURATION;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ClassLoader loader = context.getClassLoader();
			boolean found = CLIENTS.stream()
				.filter((client) -> ClassUtils.isPresent(client, loader))
				.anyMatch((client) -> matches(context, ClassUtils.resolveClassName(client, loader)));
			return new ConditionOutcome(found,
					ConditionMessage.forCondition("Registry client").because(found ? "found" : "none"));
		}

		boolean matches(ConditionContext context, Class<?> client) {
			return true;
		}

	}

	/** Looks for its bean, once the auto-configurations of the clients have run. */
	static final class OnRegistryClient extends OnRegistryClass {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		boolean matches(ConditionContext context, Class<?> client) {
			return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(Objects.requireNonNull(context.getBeanFactory()),
					client, true, false).length > 0;
		}

	}

}
