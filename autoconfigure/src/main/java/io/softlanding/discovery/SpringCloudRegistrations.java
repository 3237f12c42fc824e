/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.Lifecycle;
import org.springframework.core.ResolvableType;

/**
 * Registrations of Spring Cloud's clients, such as those of Consul, Zookeeper and Nacos.
 *
 * <p>
 * An automatic registration is stopped, which Spring does again later and which does
 * nothing then. {@code ServiceRegistry.setStatus} is no alternative: its values are each
 * client's own, Nacos ignores OUT_OF_SERVICE, and Consul keeps it beyond the end of the
 * process. Without automatic registrations, the {@code Registration} beans are
 * deregistered from the registry of their type.
 */
final class SpringCloudRegistrations implements RegistrationSource {

	/** It has its own source, which waits for the server's answer. */
	private static final String EUREKA = "org.springframework.cloud.netflix.eureka.";

	private final ConfigurableListableBeanFactory beans;

	private final Duration cacheTtl;

	SpringCloudRegistrations(ConfigurableListableBeanFactory beans, Duration cacheTtl) {
		this.beans = beans;
		this.cacheTtl = cacheTtl;
	}

	@Override
	public List<ServiceRegistration> registered() {
		List<ServiceRegistration> registered = new ArrayList<>();
		boolean[] automatic = new boolean[1];
		RegistrationSource.created(this.beans, AutoServiceRegistration.class).forEach((name, bean) -> {
			if (isEureka(bean)) {
				return;
			}
			if (bean instanceof Lifecycle lifecycle) {
				automatic[0] = true;
				if (lifecycle.isRunning()) {
					registered.add(registration(name, lifecycle::stop, lifecycle::start));
				}
			}
			else if (bean instanceof AbstractAutoServiceRegistration<?> registration) {
				automatic[0] = true;
				if (registration.isRunning()) {
					registered.add(registration(name, registration::stop, registration::start));
				}
			}
		});
		if (!automatic[0]) {
			RegistrationSource.created(this.beans, Registration.class)
				.forEach((name, registration) -> registered.addAll(byHand(name, registration)));
		}
		return registered;
	}

	private List<ServiceRegistration> byHand(String name, Registration registration) {
		List<ServiceRegistration> found = new ArrayList<>();
		RegistrationSource.created(this.beans, ServiceRegistry.class).forEach((registryName, bean) -> {
			ResolvableType type = ResolvableType.forClass(AopUtils.getTargetClass(bean)).as(ServiceRegistry.class);
			if (!isEureka(bean) && type.getGeneric(0).resolve(Registration.class).isInstance(registration)) {
				@SuppressWarnings("unchecked")
				ServiceRegistry<Registration> registry = bean;
				found.add(registration(registryName + ":" + name, () -> registry.deregister(registration),
						() -> registry.register(registration)));
			}
		});
		return found;
	}

	private ServiceRegistration registration(String name, Runnable deregister, Runnable register) {
		return new ServiceRegistration(name, this.cacheTtl, deregister, () -> true, register);
	}

	private static boolean isEureka(Object bean) {
		return AopUtils.getTargetClass(bean).getName().startsWith(EUREKA);
	}

}
