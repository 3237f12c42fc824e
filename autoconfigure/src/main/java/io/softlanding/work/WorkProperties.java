/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How jobs, tasks and scheduled runs are treated while an instance drains.
 *
 * @param enabled Whether to track jobs, tasks of executors and scheduled runs and to wait
 * for them.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.work")
public record WorkProperties(@DefaultValue("true") boolean enabled) {

	private static final WorkProperties DEFAULTS = new WorkProperties(true);

	/** Binds the properties of an environment. */
	static WorkProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.work", DEFAULTS);
	}

}
