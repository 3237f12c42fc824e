/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Properties that concern all features.
 *
 * @param enabled Whether to enable Softlanding.
 * @param features Set of available features. With 'drain-only', uncaught errors are not
 * observed, fatal errors do not end the process, long transactions are not watched, and
 * nothing can be reloaded.
 * @since 0.1
 */
@ConfigurationProperties("softlanding")
public record SoftlandingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("all") Features features) {

	/**
	 * Verifies the values, which conditions compare as text.
	 * @param environment environment of the application
	 * @throws org.springframework.boot.context.properties.bind.BindException if one is
	 * invalid
	 */
	public static void verify(Environment environment) {
		Binder binder = Binder.get(environment);
		binder.bind("softlanding.enabled", Boolean.class);
		binder.bind("softlanding.features", Features.class);
	}

	/** Set of features. */
	public enum Features {

		/** Every feature that its own properties enable. */
		ALL,

		/** Only what acts when the application ends. */
		DRAIN_ONLY

	}

}
