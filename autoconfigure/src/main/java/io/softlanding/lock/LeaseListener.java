package io.softlanding.lock;

/**
 * Hears of leases' ends inside this package: metrics.
 */
@FunctionalInterface
interface LeaseListener {

	void ended(LeaseOutcome outcome);

}
