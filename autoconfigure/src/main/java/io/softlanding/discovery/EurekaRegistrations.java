/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.HealthCheckCallbackToHandlerBridge;
import com.netflix.appinfo.HealthCheckHandler;
import com.netflix.appinfo.InstanceInfo;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import com.netflix.discovery.EurekaClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Registrations with Eureka. The status goes to DOWN, as the client does itself later;
 * its listener replicates that at once. A status that is set at the server would override
 * the one of the next process with the same id.
 */
final class EurekaRegistrations implements RegistrationSource {

	/** Eureka's default, for a client that is no bean. */
	private static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);

	/** Any other is not registered yet, or was taken out by hand. */
	private static final Set<InstanceStatus> REGISTERED = EnumSet.of(InstanceStatus.UP, InstanceStatus.DOWN);

	private final ConfigurableListableBeanFactory beans;

	EurekaRegistrations(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public List<ServiceRegistration> registered() {
		List<ServiceRegistration> registered = new ArrayList<>();
		RegistrationSource.created(this.beans, ApplicationInfoManager.class).forEach((name, manager) -> {
			InstanceInfo info = manager.getInfo();
			if (info == null || !REGISTERED.contains(info.getStatus())) {
				return;
			}
			EurekaClient client = client(info);
			if (client == null) {
				registered.add(registration(name, FETCH_INTERVAL, manager, info, null));
			}
			else if (client.getEurekaClientConfig().shouldRegisterWithEureka()) {
				int interval = client.getEurekaClientConfig().getRegistryFetchIntervalSeconds();
				registered.add(registration(name, Duration.ofSeconds(interval), manager, info, client));
			}
		});
		return registered;
	}

	/** Both may be proxies of a scope, what they tell is not. */
	private @Nullable EurekaClient client(InstanceInfo info) {
		return RegistrationSource.created(this.beans, EurekaClient.class)
			.values()
			.stream()
			.filter((client) -> client.getApplicationInfoManager().getInfo() == info)
			.findFirst()
			.orElse(null);
	}

	private static ServiceRegistration registration(String name, Duration fetchInterval, ApplicationInfoManager manager,
			InstanceInfo info, @Nullable EurekaClient client) {
		InstanceStatus before = info.getStatus();
		HealthCheckHandler health = (client != null) ? client.getHealthCheckHandler() : null;
		return new ServiceRegistration(name, fetchInterval, () -> {
			boolean unknown = info.isDirty();
			if (client != null && health != null && !leavesDown(health)) {
				// It is asked before each replication and would say UP again.
				client.registerHealthCheck((current) -> InstanceStatus.DOWN);
			}
			manager.setInstanceStatus(InstanceStatus.DOWN);
			if (unknown) {
				throw new IllegalStateException("Eureka has not confirmed the registration");
			}
		}, () -> !info.isDirty(), () -> {
			if (client != null && health != null && client.getHealthCheckHandler() != health) {
				client.registerHealthCheck(health);
			}
			manager.setInstanceStatus(before);
		});
	}

	private static boolean leavesDown(HealthCheckHandler health) {
		return health instanceof HealthCheckCallbackToHandlerBridge
				&& health.getStatus(InstanceStatus.DOWN) == InstanceStatus.DOWN;
	}

}
