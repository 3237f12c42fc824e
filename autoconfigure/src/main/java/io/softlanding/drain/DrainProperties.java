package io.softlanding.drain;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a drain may take and what each part of it may use.
 *
 * @param enabled Whether this instance drains at all.
 * @param mode Whether a drain acts, or is only observed: then everything is left to
 * Spring, and the exit report says what was open when the drain would have begun.
 * @param timeout Time from the trigger to the end of the drain.
 * @param reserve Part of the timeout that only the back half (transactions, caches,
 * locks, hand-off) may use. 30 % of the timeout if that is less than 6s.
 * @param floor What each phase of the back half is left by the phases before it.
 * @param gracePeriod What the platform grants between SIGTERM and SIGKILL, such as
 * terminationGracePeriodSeconds. When it is set and the drain does not fit, start-up
 * fails. Assumed when unset: 30s on Kubernetes, 10s in another container.
 * @param preStop What a preStop hook uses of the grace period.
 * @param haltAfter When the watchdog halts the process, counted from the trigger. The
 * timeout plus 2s when unset.
 * @param reportFile The file that keeps the exit report; one for each instance. The next
 * start reads it and shows it as lastExit. Its directory has to exist. No file is written
 * when unset.
 * @param terminationMessage The file whose content Kubernetes shows as the reason why a
 * container ended. A summary of the exit report is written to it where it exists.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.drain")
public record DrainProperties(@DefaultValue("true") boolean enabled, @DefaultValue("act") Mode mode,
		@DefaultValue("20s") Duration timeout, @Nullable Duration reserve, @DefaultValue Floor floor,
		@Nullable Duration gracePeriod, @DefaultValue("0s") Duration preStop, @Nullable Duration haltAfter,
		@Nullable String reportFile, @DefaultValue("/dev/termination-log") String terminationMessage) {

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
	 * What each phase of the back half is left by the phases before it. Scaled down
	 * together when they do not fit into the reserve.
	 *
	 * @param transactions Least time of the TRANSACTIONS phase.
	 * @param caches Least time of the CACHES phase.
	 * @param locks Least time of the LOCKS phase.
	 * @param handoff Least time of the HANDOFF phase.
	 */
	public record Floor(@DefaultValue("2s") Duration transactions, @DefaultValue("1500ms") Duration caches,
			@DefaultValue("1s") Duration locks, @DefaultValue("500ms") Duration handoff) {
	}

}
