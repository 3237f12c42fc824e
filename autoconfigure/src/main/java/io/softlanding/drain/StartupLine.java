package io.softlanding.drain;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What is said once, when the application is ready: what is in force, and what does not
 * fit.
 */
record StartupLine(GracePeriod gracePeriod, DrainBudget budget, DrainPlan plan) {

	void log(Logger logger) {
		logger.info("Softlanding is in force: grace period {}, timeout {}, reserve {}, halted after {}; {}",
				this.gracePeriod, DurationProperty.text(this.budget.timeout()),
				DurationProperty.text(this.budget.reserve()), DurationProperty.text(this.budget.haltAfter()),
				this.plan);
		@Nullable String misfit = this.gracePeriod.misfit(this.budget);
		if (misfit != null) {
			logger.warn("{} {}", misfit, this.gracePeriod.fix(this.budget));
		}
	}

}
