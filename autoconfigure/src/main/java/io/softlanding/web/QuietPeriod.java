/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;

/**
 * How long to keep serving after readiness was refused.
 *
 * @param min never shorter
 * @param settle over when no request but probes has arrived for this long
 * @param max never longer
 * @param refusals how often every balancer has to be refused before it is over
 * @param declared whether the user has declared the shortest time
 * @param monitors addresses, and parts of user agents, of clients that only monitor
 */
record QuietPeriod(Duration min, Duration settle, Duration max, int refusals, boolean declared, List<String> monitors) {

	private static final String PREFIX = "softlanding.web.quiet-period.";

	/**
	 * Endpoints take a moment to follow on Kubernetes, without any client that probes.
	 */
	private static final Duration KUBERNETES_MIN = Duration.ofSeconds(3);

	static QuietPeriod of(WebProperties.QuietPeriod properties, Platform platform) {
		Duration settle = DurationProperty.notNegative(PREFIX + "settle", properties.settle());
		Duration max = DurationProperty.notNegative(PREFIX + "max", properties.max());
		int refusals = properties.refusals();
		if (refusals < 0) {
			throw new InvalidConfigurationException(
					"%srefusals is %d. It must not be negative.".formatted(PREFIX, refusals),
					"Set %srefusals to 0 or more.".formatted(PREFIX));
		}
		List<String> monitors = properties.monitors()
			.stream()
			.map((monitor) -> monitor.strip().toLowerCase(Locale.ROOT))
			.filter((monitor) -> !monitor.isEmpty())
			.toList();
		Duration declared = properties.min();
		if (declared == null) {
			Duration min = (platform == Platform.KUBERNETES) ? KUBERNETES_MIN : Duration.ZERO;
			return new QuietPeriod((min.compareTo(max) > 0) ? max : min, settle, max, refusals, false, monitors);
		}
		DurationProperty.notNegative(PREFIX + "min", declared);
		if (declared.compareTo(max) > 0) {
			throw new InvalidConfigurationException(
					"%smin is %s, which is longer than %smax, %s.".formatted(PREFIX, DurationProperty.text(declared),
							PREFIX, DurationProperty.text(max)),
					"Set %smax to %s or more.".formatted(PREFIX, DurationProperty.text(declared)));
		}
		return new QuietPeriod(declared, settle, max, refusals, true, monitors);
	}

	boolean isMonitor(Prober prober) {
		return this.monitors.stream()
			.anyMatch((monitor) -> prober.isAt(monitor) || prober.agent().toLowerCase(Locale.ROOT).contains(monitor));
	}

}
