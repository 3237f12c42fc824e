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
 * @param cacheTtl Time for which callers cache what a service registry has told them. The
 * instance waits this long after it was deregistered, or half of the remaining time if
 * that is less, before it refuses connections. If unset,
 * eureka.client.registry-fetch-interval-seconds for Eureka and
 * spring.cloud.loadbalancer.cache.ttl, 35s by default, for other registries.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.discovery")
public record DiscoveryProperties(@DefaultValue("true") boolean enabled, @Nullable Duration cacheTtl) {

	private static final DiscoveryProperties DEFAULTS = new DiscoveryProperties(true, null);

	/** Binds the properties of an environment. */
	static DiscoveryProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.discovery", DEFAULTS);
	}

}
