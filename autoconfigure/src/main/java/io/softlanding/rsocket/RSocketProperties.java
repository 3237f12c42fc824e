/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.softlanding.config.PropertyGroup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How RSocket servers are drained.
 *
 * @param enabled Whether to track requests of RSocket clients, to wait for them, and to
 * close RSocket connections with a reason.
 * @param endStreams Whether to end streams and channels that are still open when half of
 * the time for requests in flight has passed.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.rsocket")
public record RSocketProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean endStreams) {

	private static final RSocketProperties DEFAULTS = new RSocketProperties(true, true);

	/** Binds the properties of an environment. */
	static RSocketProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.rsocket", DEFAULTS);
	}

}
