/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;

import io.softlanding.config.PropertyGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * When an instance may rehearse its drain, and for how long.
 *
 * @param enabled Whether an instance can rehearse its drain.
 * @param cron Cron expression of six fields, in the time zone of the JVM, for rehearsals
 * that begin by themselves. All instances try, and one at a time rehearses. None begin by
 * themselves when unset.
 * @param minReady Number of other instances that have to be ready before and during a
 * rehearsal.
 * @param observe Time for which a drained instance is observed before it is resumed.
 * @param timeout Maximum duration of a rehearsal, after which the instance is resumed in
 * any case.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.rehearsal")
public record RehearsalProperties(@DefaultValue("false") boolean enabled, @Nullable String cron,
		@DefaultValue("2") int minReady, @DefaultValue("5s") Duration observe, @DefaultValue("3m") Duration timeout) {

	static final String PREFIX = "softlanding.rehearsal";

	private static final RehearsalProperties DEFAULTS = new RehearsalProperties(false, null, 2, Duration.ofSeconds(5),
			Duration.ofMinutes(3));

	/** Binds the properties of an environment. */
	static RehearsalProperties of(Environment environment) {
		return PropertyGroup.bind(environment, PREFIX, DEFAULTS);
	}

}
