/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import io.softlanding.text.EvaluatedText;

/**
 * Settings and caches that tests choose.
 */
final class CacheFixtures {

	/** Nothing is written before somebody asks for it. */
	static final WriteBehindSettings LATER = new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofHours(1), 100, 1000,
			1000, Duration.ofSeconds(5), WhenReadOnly.WRITE_THROUGH);

	private CacheFixtures() {
	}

	static WriteBehindSettings soon() {
		return new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofMillis(20), 100, 1000, 1000, Duration.ofSeconds(5),
				WhenReadOnly.WRITE_THROUGH);
	}

	static WriteBehindSettings maxDirty(int maxDirty) {
		return new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofHours(1), 100, maxDirty, 1000,
				Duration.ofMillis(200), WhenReadOnly.WRITE_THROUGH);
	}

	static WriteBehindSettings maxEntries(long maxEntries) {
		return new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofHours(1), 100, 1000, maxEntries,
				Duration.ofSeconds(5), WhenReadOnly.WRITE_THROUGH);
	}

	static WriteBehindSettings mode(Mode mode, WhenReadOnly whenReadOnly) {
		return new WriteBehindSettings(mode, Duration.ofHours(1), 100, 1000, 1000, Duration.ofSeconds(5), whenReadOnly);
	}

	static <K, V> WriteBehindCache<K, V> cache(VersionedStore<K, V> store, WriteBehindSettings settings) {
		return new WriteBehindCache<>("stock", store, settings, Duration.ofMillis(1500), System::nanoTime,
				(outcome) -> {
				}, new EvaluatedText(true));
	}

}
