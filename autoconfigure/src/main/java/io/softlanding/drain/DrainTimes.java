package io.softlanding.drain;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Times of a drain that are known before it begins.
 *
 * @since 0.1
 */
public final class DrainTimes {

	private DrainTimes() {
	}

	/**
	 * Returns how long the quiet period of a drain can be at most.
	 * @param environment the application's environment
	 * @param platform where the process runs
	 * @return what the grace period leaves for it
	 */
	public static Duration quietPeriod(Environment environment, Platform platform) {
		Binder binder = Binder.get(environment);
		DrainProperties properties = binder.bindOrCreate("softlanding.drain", DrainProperties.class);
		GracePeriod gracePeriod = GracePeriod.of(properties, platform,
				binder.bind(DrainAutoConfiguration.PHASE_TIMEOUT, Duration.class).orElse(null));
		DrainBudget budget = DrainBudget.of(properties, gracePeriod);
		return Duration.ofNanos(budget.frontNanos(DrainPhase.QUIET_PERIOD, budget.front().toNanos()));
	}

}
