package io.softlanding.cache;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dirty caches are kept and written down.
 *
 * @param enabled Whether caches are flushed when the instance drains.
 * @param writeBehind How write-behind caches write, unless they have settings of their
 * own.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.cache")
public record CacheProperties(@DefaultValue("true") boolean enabled, @DefaultValue WriteBehind writeBehind) {

	/**
	 * How write-behind caches write.
	 *
	 * @param mode When a write is acknowledged: when it is in memory, or when it is in
	 * the store.
	 * @param flushDelay How long a write may stay in memory. This much a SIGKILL can
	 * cost.
	 * @param batchSize How many entries the store is given at once.
	 * @param maxDirty How many entries of a cache may be dirty. Beyond that a write goes
	 * through to the store.
	 * @param maxEntries How many entries that are in the store are kept in memory, for
	 * each cache.
	 * @param writeTimeout How long a write that goes through waits for its turn.
	 * @param whenReadOnly What happens to a write while the instance drains: it goes
	 * through to the store, or it is refused.
	 */
	public record WriteBehind(@DefaultValue("write-behind") WriteBehindSettings.Mode mode,
			@DefaultValue("1s") Duration flushDelay, @DefaultValue("500") int batchSize,
			@DefaultValue("10000") int maxDirty, @DefaultValue("10000") long maxEntries,
			@DefaultValue("5s") Duration writeTimeout,
			@DefaultValue("write-through") WriteBehindSettings.WhenReadOnly whenReadOnly) {
	}

}
