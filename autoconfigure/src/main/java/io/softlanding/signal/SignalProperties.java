/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.time.Duration;
import java.util.List;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How process signals are handled.
 *
 * @param enabled Whether to handle signals. If disabled, a drain begins when the context
 * is closed.
 * @param coalesce Time after an action of a signal within which further deliveries are
 * combined into one. Does not apply to TERM and INT.
 * @param secondTermForces Whether a second TERM stops all waiting, as a second INT does.
 * Off by default, because supervisors repeat the signal.
 * @param reload Signals that reload the configuration, without the prefix SIG. Setting
 * them enables reloads. With HUP among them, a process no longer ends when its terminal
 * is closed.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.signals")
public record SignalProperties(@DefaultValue("true") boolean enabled, @DefaultValue("250ms") Duration coalesce,
		@DefaultValue("false") boolean secondTermForces, @DefaultValue("USR1") List<String> reload) {

	private static final SignalProperties DEFAULTS = new SignalProperties(true, Duration.ofMillis(250), false,
			List.of("USR1"));

	/** Binds the properties of an environment. */
	static SignalProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.signals", DEFAULTS);
	}
}
