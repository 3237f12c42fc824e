/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Locale;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.Platform;
import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

/**
 * Time that the platform grants between SIGTERM and SIGKILL.
 *
 * @param length the grace period
 * @param preStop what a preStop hook uses of it
 * @param declared whether the user declared it; otherwise it is assumed
 * @param platform what it was assumed for
 */
record GracePeriod(Duration length, Duration preStop, boolean declared, Platform platform) {

	/** Spring Boot's. */
	static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	private static final String PROPERTY = "softlanding.drain.grace-period";

	private static final String PRE_STOP = "softlanding.drain.pre-stop";

	/** What is left when the hook uses more than is assumed to be there. */
	private static final Duration LEAST = Duration.ofSeconds(1);

	/**
	 * Finds out the grace period. A user who lets Spring wait longer for each phase than
	 * is assumed here has been granted more.
	 */
	static GracePeriod of(DrainProperties properties, Platform platform, @Nullable Duration phaseTimeout) {
		Duration preStop = DurationProperty.notNegative(PRE_STOP, properties.preStop());
		Duration declared = properties.gracePeriod();
		if (declared == null) {
			Duration assumed = switch (platform) {
				case KUBERNETES -> Duration.ofSeconds(30);
				case CONTAINER, CLOUD -> Duration.ofSeconds(10);
				case NONE ->
					((phaseTimeout != null) ? phaseTimeout : DEFAULT_PHASE_TIMEOUT).plus(DrainBudget.DEFAULT_RESERVE);
			};
			Duration implied = (phaseTimeout != null) ? phaseTimeout.plus(DrainBudget.DEFAULT_RESERVE) : assumed;
			return new GracePeriod((implied.compareTo(assumed) > 0) ? implied : assumed, preStop, false, platform);
		}
		DurationProperty.positive(PROPERTY, declared);
		if (preStop.compareTo(declared) >= 0) {
			throw new InvalidConfigurationException(
					"%s is %s, but %s is only %s. Nothing would be left for the drain.".formatted(PRE_STOP,
							DurationProperty.text(preStop), PROPERTY, DurationProperty.text(declared)),
					"Set %s to less than %s, or grant a longer grace period.".formatted(PRE_STOP,
							DurationProperty.text(declared)));
		}
		return new GracePeriod(declared, preStop, true, platform);
	}

	/** Returns what the preStop hook leaves. */
	Duration available() {
		Duration available = this.length.minus(this.preStop);
		return (this.declared || available.compareTo(LEAST) > 0) ? available : LEAST;
	}

	/**
	 * Says what is wrong if the process cannot be gone before the platform kills it,
	 * which only times that the user has set can cause.
	 */
	@Nullable String misfit(DrainBudget budget) {
		Duration needed = budget.haltAfter().plus(this.preStop);
		if (needed.compareTo(this.length) <= 0) {
			return null;
		}
		return "%s is %s, but the drain needs %s: softlanding.drain.timeout %s (halted after %s) and %s %s.".formatted(
				this.declared ? PROPERTY : "The grace period assumed here", DurationProperty.text(this.length),
				DurationProperty.text(needed), DurationProperty.text(budget.timeout()),
				DurationProperty.text(budget.haltAfter()), PRE_STOP, DurationProperty.text(this.preStop));
	}

	void verify(DrainBudget budget) {
		String misfit = misfit(budget);
		if (misfit != null && this.declared) {
			throw new InvalidConfigurationException(misfit + " The process would be killed before it has finished.",
					fix(budget));
		}
	}

	String fix(DrainBudget budget) {
		return "Grant at least %s (terminationGracePeriodSeconds, stop_grace_period, TimeoutStopSec) and declare it as %s, or leave softlanding.drain.timeout and softlanding.drain.halt-after unset."
			.formatted(DurationProperty.text(budget.haltAfter().plus(this.preStop)), PROPERTY);
	}

	@Override
	public String toString() {
		return DurationProperty.text(this.length) + (this.declared ? " (declared)"
				: " (assumed, platform " + this.platform.name().toLowerCase(Locale.ROOT) + ")");
	}

}
