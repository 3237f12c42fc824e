/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Settings of the deregistration from service registries.
 *
 * @param enabled Whether to deregister the instance from its service registries as soon
 * as it drains.
 * @param cacheTtl Time for which callers cache the answers of a service registry. The
 * instance waits this long after it was deregistered, or half of the remaining time if
 * that is less, before it refuses connections. If unset,
 * eureka.client.registry-fetch-interval-seconds for Eureka and
 * spring.cloud.loadbalancer.cache.ttl, 35s by default, for other registries.
 * @param closedEvent Moment at which the drain calls the application's listeners of
 * ContextClosedEvent, which may deregister the instance, and stops lifecycle beans of the
 * application whose phase is above that of the web server's graceful shutdown.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.discovery")
public record DiscoveryProperties(@DefaultValue("true") boolean enabled, @Nullable Duration cacheTtl,
		@DefaultValue("auto") ClosedEvent closedEvent) {

	/**
	 * When to call the application's listeners of {@code ContextClosedEvent}.
	 */
	public enum ClosedEvent {

		/**
		 * Before the web server closes its port, as Spring Boot does, and after message
		 * listeners and gRPC servers have ended; when the context is closed if these or
		 * other lifecycle beans of Spring are still running.
		 */
		AUTO,

		/** Before the web server closes its port. */
		BEFORE_INTAKE,

		/** When the context is closed, after the requests in flight have ended. */
		AT_CLOSE

	}

	private static final DiscoveryProperties DEFAULTS = new DiscoveryProperties(true, null, ClosedEvent.AUTO);

	/** Binds the properties of an environment. */
	static DiscoveryProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.discovery", DEFAULTS);
	}

}
