/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Objects;

import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The line that is logged when the application is ready, and a warning if times that the
 * user has set do not fit.
 *
 * @param gracePeriod the grace period
 * @param budget the drain's budget
 * @param phaseTimeout how long Spring waits for each phase of its shutdown, if the user
 * has set it
 * @param halts whether the watchdog may halt the process
 * @param acts whether a drain acts, or only observes
 */
record StartupLine(GracePeriod gracePeriod, DrainBudget budget, @Nullable Duration phaseTimeout, boolean halts,
		boolean acts) {

	/** How long Spring waits for each phase of its shutdown. */
	long phaseTimeoutNanos() {
		return Objects.requireNonNullElse(this.phaseTimeout, GracePeriod.DEFAULT_PHASE_TIMEOUT).toNanos();
	}

	void log(Logger logger, boolean springCloses) {
		logger.info("Softlanding {} a drain: grace period {}, requests have {} from the signal, the whole drain {}",
				this.acts ? "is ready for" : "will observe", this.gracePeriod,
				DurationProperty.text(this.budget.front()), DurationProperty.text(this.budget.timeout()));
		if (!springCloses) {
			logger.info("Spring Boot's shutdown hook is off: Softlanding closes the context after a signal");
		}
		@Nullable String misfit = this.gracePeriod.misfit(this.budget);
		if (misfit != null) {
			logger.warn("{} {}", misfit, this.gracePeriod.fix(this.budget));
		}
		if (this.phaseTimeout != null && this.phaseTimeout.compareTo(this.budget.timeout()) > 0) {
			logger.warn(
					"spring.lifecycle.timeout-per-shutdown-phase is {}, but a drain has only {}. "
							+ "Grant a longer grace period and declare it as softlanding.drain.grace-period.",
					DurationProperty.text(this.phaseTimeout), DurationProperty.text(this.budget.timeout()));
		}
	}

}
