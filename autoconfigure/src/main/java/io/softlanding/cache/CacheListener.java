package io.softlanding.cache;

/**
 * Hears of writes inside this package: metrics.
 */
interface CacheListener {

	void written(WriteOutcome outcome);

}
