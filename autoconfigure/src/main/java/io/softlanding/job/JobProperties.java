/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.time.Duration;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.config.PropertyGroup;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How jobs of Quartz and Spring Batch are treated while an instance drains.
 *
 * @param enabled Whether to track jobs of Quartz and Spring Batch and to wait for them.
 * @param batch properties of Spring Batch
 * @since 0.1
 */
@ConfigurationProperties("softlanding.job")
public record JobProperties(@DefaultValue("true") boolean enabled, @DefaultValue Batch batch) {

	static final String HEARTBEAT = "softlanding.job.batch.heartbeat-interval";

	private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

	private static final JobProperties DEFAULTS = new JobProperties(true, new Batch(null, null));

	/**
	 * Properties of Spring Batch.
	 *
	 * @param stopAfter Time in phase IN_FLIGHT after which job executions are asked to
	 * stop at their next chunk. If unset, executions are asked when the remaining time is
	 * just enough for one more chunk.
	 * @param heartbeatInterval Interval between heartbeats of the job executions of this
	 * process in the tables of Spring Batch. Executions of other processes whose
	 * heartbeat has not changed for three intervals are closed as FAILED. At least 1s. If
	 * unset, there are no heartbeats, and no execution is closed.
	 * @since 0.1
	 */
	public record Batch(@Nullable Duration stopAfter, @Nullable Duration heartbeatInterval) {
	}

	/** Binds the properties of an environment. */
	static JobProperties of(Environment environment) {
		JobProperties properties = PropertyGroup.bind(environment, "softlanding.job", DEFAULTS);
		Duration stopAfter = properties.batch().stopAfter();
		if (stopAfter != null) {
			DurationProperty.notNegative("softlanding.job.batch.stop-after", stopAfter);
		}
		Duration interval = properties.batch().heartbeatInterval();
		if (interval != null && interval.toMillis() < SHORTEST_INTERVAL.toMillis()) {
			throw new InvalidConfigurationException(
					"%s is %s, but must be at least 1s.".formatted(HEARTBEAT, DurationProperty.text(interval)),
					"Set %s to 1s or more, for example 10s.".formatted(HEARTBEAT));
		}
		return properties;
	}

}
