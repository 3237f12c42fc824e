/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of reloads. All but {@code enabled} can be changed by a reload.
 *
 * @param enabled Whether the configuration can be reloaded. Enabled when unset if a
 * configuration class has @EnableReloadable, softlanding.reload.watch.enabled is true, or
 * softlanding.signals.reload is set.
 * @param settle Time for which the files must stay unchanged before a reload accepts
 * them, at most 10s.
 * @param listenerTimeout Maximum time for a listener to prepare, to commit or to roll
 * back, at least 100ms.
 * @param maxFileSize Maximum size of a configuration file. Larger files are refused.
 * @param history Number of reloads that the reloads endpoint shows.
 * @param digestKey Secret that all instances share. With it, the digest that the reloads
 * endpoint shows is an HMAC of all values. If unset, the digest leaves secrets out.
 * @param watch Settings of the file watch.
 * @since 0.1
 */
@ConfigurationProperties(ReloadProperties.PREFIX)
public record ReloadProperties(@Nullable Boolean enabled, @DefaultValue("20ms") Duration settle,
		@DefaultValue("5s") Duration listenerTimeout, @DefaultValue("4MB") DataSize maxFileSize,
		@DefaultValue("20") int history, @Nullable String digestKey, @DefaultValue Watch watch) {

	static final String PREFIX = "softlanding.reload";

	static final String ENABLED = PREFIX + ".enabled";

	/** The key must not get anywhere. */
	@Override
	public String toString() {
		return PREFIX;
	}

	/**
	 * Settings of the file watch.
	 *
	 * @param enabled Whether to reload the configuration when its files change.
	 * @param interval Interval between two checks of the files. A change is accepted when
	 * two checks in a row find the same content.
	 */
	public record Watch(@DefaultValue("false") boolean enabled, @DefaultValue("1s") Duration interval) {
	}

}
