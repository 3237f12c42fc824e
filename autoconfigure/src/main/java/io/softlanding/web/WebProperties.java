/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How requests are treated while an instance drains.
 *
 * @param enabled Whether to track requests and to wait for them.
 * @param interruptUnfinished Whether to interrupt the threads of requests that are still
 * running at the deadline.
 * @param retryAfter Value of the Retry-After header of responses to requests that arrive
 * after the drain has waited for requests, in whole seconds.
 * @param streams Treatment of event streams that are still open when half of the time for
 * requests in flight has passed.
 * @param streamRoutes Treatment of the streams of single routes, such as
 * softlanding.web.stream-routes[/orders/events]. All routes are treated alike when unset.
 * @param quietPeriod How long to keep serving after readiness was refused.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.web")
public record WebProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean interruptUnfinished,
		@DefaultValue("5s") Duration retryAfter, @DefaultValue("complete") StreamEnd streams,
		@Nullable Map<String, StreamEnd> streamRoutes, @DefaultValue QuietPeriod quietPeriod) {

	private static final WebProperties DEFAULTS = new WebProperties(true, false, Duration.ofSeconds(5),
			StreamEnd.COMPLETE, null,
			new QuietPeriod(null, Duration.ofSeconds(1), Duration.ofSeconds(60), 3, List.of()));

	/** Binds the properties of an environment. */
	static WebProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.web", DEFAULTS);
	}

	/**
	 * How long to keep serving after readiness was refused, so that load balancers can
	 * learn it.
	 *
	 * @param min Minimum duration of the quiet period. 3s on Kubernetes and 0s elsewhere
	 * when unset. If set, the quiet period is never skipped when the process ends.
	 * @param settle Maximum time without any request but probes after which the quiet
	 * period ends. Shorter where requests arrive steadily.
	 * @param max Maximum duration of the quiet period, even if requests still arrive. The
	 * grace period limits it too.
	 * @param refusals Number of refused probes of each load balancer before the quiet
	 * period ends. Set it to the number of failed checks after which the load balancer
	 * takes an instance out.
	 * @param monitors Addresses, or parts of user agents, of clients that probe readiness
	 * only to monitor it. No drain waits for them. When unset, every client that probes
	 * may be a load balancer.
	 */
	public record QuietPeriod(@Nullable Duration min, @DefaultValue("1s") Duration settle,
			@DefaultValue("60s") Duration max, @DefaultValue("3") int refusals, @DefaultValue List<String> monitors) {
	}

}
