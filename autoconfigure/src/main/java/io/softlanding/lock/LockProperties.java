/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How leases are held in Redis.
 *
 * @param enabled Whether to provide leases and to release them when the instance drains.
 * @param prefix Prefix of the keys of leases in Redis. The name of the group follows it.
 * @param ttl Default time to live of a lease in Redis. Leases are renewed while they are
 * held.
 * @param pollInterval Interval at which waiting threads retry, as a fallback to
 * notifications.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.lock")
public record LockProperties(@DefaultValue("true") boolean enabled, @DefaultValue("softlanding:") String prefix,
		@DefaultValue("30s") Duration ttl, @DefaultValue("500ms") Duration pollInterval) {

	private static final LockProperties DEFAULTS = new LockProperties(true, "softlanding:", Duration.ofSeconds(30),
			Duration.ofMillis(500));

	/** Binds the properties of an environment. */
	static LockProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.lock", DEFAULTS);
	}
}
