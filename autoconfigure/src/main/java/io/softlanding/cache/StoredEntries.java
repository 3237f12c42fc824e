package io.softlanding.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * What the store has, as far as it is remembered. What is loaded never replaces what is
 * written or dropped meanwhile. May be used by any thread.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class StoredEntries<K, V> {

	private final VersionedStore<K, V> store;

	private final Cache<K, VersionedEntry<K, V>> clean;

	private final SharedLoads<K, VersionedEntry<K, V>> loads = new SharedLoads<>();

	StoredEntries(VersionedStore<K, V> store, long most) {
		this.store = store;
		this.clean = Caffeine.newBuilder().maximumSize(most).build();
	}

	@Nullable VersionedEntry<K, V> known(K key) {
		return this.clean.getIfPresent(key);
	}

	/** Returns what is remembered, or else loads it. */
	@Nullable VersionedEntry<K, V> get(K key) {
		VersionedEntry<K, V> known = known(key);
		return (known != null) ? known : this.loads.get(key, () -> {
			// It may have been loaded just before.
			VersionedEntry<K, V> meanwhile = known(key);
			return (meanwhile != null) ? meanwhile : this.store.load(key);
		}, this::merge);
	}

	void remember(VersionedEntry<K, V> written) {
		this.loads.detach(written.key());
		merge(written);
	}

	/**
	 * Remembers that there is nothing, in memory only: anything that is written is above
	 * it.
	 */
	void rememberNone(K key) {
		merge(new VersionedEntry<>(key, null, 0));
	}

	private void merge(VersionedEntry<K, V> entry) {
		this.clean.asMap().merge(entry.key(), entry, (known, now) -> (known.version() > now.version()) ? known : now);
	}

	void forget(K key) {
		this.loads.detach(key);
		this.clean.invalidate(key);
	}

	void forgetAll() {
		this.loads.detachAll();
		this.clean.invalidateAll();
	}

	Object nativeCache() {
		return this.clean;
	}

}
