/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;

import io.softlanding.config.PropertyGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Properties of WebSocket sessions.
 *
 * @param enabled Whether to close WebSocket sessions when the instance drains, and to
 * wait for messages that are being handled.
 * @param closeRate Number of WebSocket sessions to close per second. A higher rate is
 * used if the drain would otherwise not end in time.
 * @param closeCode Status code of the close frame. Either 1001 (going away) or 1012
 * (service restart).
 * @param heartbeat Interval between pings to clients of Tomcat. A session whose client
 * does not answer within this interval is closed. At least 1s. If unset, no pings are
 * sent.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.websocket")
public record WebSocketProperties(@DefaultValue("true") boolean enabled, @DefaultValue("500") int closeRate,
		@DefaultValue("1001") int closeCode, @Nullable Duration heartbeat) {

	private static final WebSocketProperties DEFAULTS = new WebSocketProperties(true, 500, 1001, null);

	/** Binds the properties of an environment. */
	static WebSocketProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.websocket", DEFAULTS);
	}

}
