/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How long a drain may take and what each part of it may use.
 *
 * @param enabled Whether to drain the instance before it ends.
 * @param mode Whether a drain acts, or only reports what was open when it would have
 * begun and leaves the shutdown to Spring.
 * @param gracePeriod Time that the platform grants between SIGTERM and SIGKILL, such as
 * terminationGracePeriodSeconds. All other times follow from it. If unset, 30s is assumed
 * on Kubernetes, 10s in another container and 36s elsewhere;
 * spring.lifecycle.timeout-per-shutdown-phase plus 6s, where that is set, replaces the
 * 36s and is the minimum on the others. An assumed grace period never lets the watchdog
 * halt the process.
 * @param preStop Part of the grace period that a preStop hook uses.
 * @param timeout Maximum time from the signal to the end of the drain. If unset, the
 * grace period minus the pre-stop time and a margin of 2s, or of a fifth if that is less.
 * @param reserve Part of the timeout that is reserved for transactions, caches, locks and
 * the hand-off. If unset, 6s, or 30 % of the timeout if that is less.
 * @param floor Minimum time of each phase of the back half.
 * @param haltAfter Time from the signal to the halt of a process that does not end. If
 * unset, shortly before the end of a declared grace period.
 * @param reportFile File that keeps the exit report, one for each instance. The next
 * start reads it and shows it as lastExit. Its directory has to exist. No file is written
 * when unset.
 * @param terminationMessage File whose content Kubernetes shows as the reason why a
 * container ended. A summary of the exit report is written to it where it exists.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.drain")
public record DrainProperties(@DefaultValue("true") boolean enabled, @DefaultValue("act") Mode mode,
		@Nullable Duration gracePeriod, @DefaultValue("0s") Duration preStop, @Nullable Duration timeout,
		@Nullable Duration reserve, @DefaultValue Floor floor, @Nullable Duration haltAfter,
		@Nullable String reportFile, @DefaultValue("/dev/termination-log") String terminationMessage) {

	private static final DrainProperties DEFAULTS = new DrainProperties(true, Mode.ACT, null, Duration.ZERO, null, null,
			new Floor(Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofSeconds(1), Duration.ofMillis(500)),
			null, null, "/dev/termination-log");

	/** Binds the properties of an environment. */
	public static DrainProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.drain", DEFAULTS);
	}

	/**
	 * What a drain does.
	 */
	public enum Mode {

		/** It drains. */
		ACT,

		/** It looks, and leaves everything to Spring. */
		OBSERVE

	}

	/**
	 * Minimum time of each phase of the back half. Scaled down together when they do not
	 * fit into the reserve.
	 *
	 * @param transactions Minimum time of the TRANSACTIONS phase.
	 * @param caches Minimum time of the CACHES phase.
	 * @param locks Minimum time of the LOCKS phase.
	 * @param handoff Minimum time of the HANDOFF phase.
	 */
	public record Floor(@DefaultValue("2s") Duration transactions, @DefaultValue("1500ms") Duration caches,
			@DefaultValue("1s") Duration locks, @DefaultValue("500ms") Duration handoff) {
	}

}
