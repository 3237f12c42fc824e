/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;

import io.softlanding.config.PropertyGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How gRPC servers are drained.
 *
 * @param enabled Whether to track gRPC calls, to wait for them, and to announce a drain
 * to gRPC clients.
 * @param streams Treatment of streaming calls, and of calls whose client has not sent the
 * complete request, that are still open when half of the time for requests in flight has
 * passed.
 * @param quietPeriod Time for which gRPC servers keep accepting connections after a drain
 * has been announced. If unset, 3s on Kubernetes and 0s elsewhere.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.grpc")
public record GrpcProperties(@DefaultValue("true") boolean enabled, @DefaultValue("unavailable") GrpcStreamEnd streams,
		@Nullable Duration quietPeriod) {

	private static final GrpcProperties DEFAULTS = new GrpcProperties(true, GrpcStreamEnd.UNAVAILABLE, null);

	/** Binds the properties of an environment. */
	static GrpcProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.grpc", DEFAULTS);
	}

}
