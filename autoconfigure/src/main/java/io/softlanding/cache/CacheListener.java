package io.softlanding.cache;

import java.util.List;

/**
 * Hears of writes inside this package: metrics and the drain.
 */
interface CacheListener {

	void written(WriteOutcome outcome);

	/**
	 * Returns one that tells others.
	 * @param listeners the others
	 */
	static CacheListener all(List<CacheListener> listeners) {
		return new CacheListener() {

			@Override
			public void written(WriteOutcome outcome) {
				listeners.forEach((listener) -> listener.written(outcome));
			}

			@Override
			public void refused(String cache) {
				listeners.forEach((listener) -> listener.refused(cache));
			}

		};
	}

	/**
	 * Hears of a use that was refused, by the calling thread.
	 * @param cache the name of the cache
	 */
	default void refused(String cache) {
	}

}
