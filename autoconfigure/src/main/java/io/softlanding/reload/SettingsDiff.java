/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What differs between two configurations.
 *
 * @param changes the first hundred keys that differ
 * @param changed how many keys differ
 * @param restart how many of them take effect only when the application starts again
 */
record SettingsDiff(List<ReloadChange> changes, int changed, int restart) {

	private static final int MOST = 100;

	/**
	 * Compares.
	 * @param old one configuration
	 * @param next the other one
	 * @param live whether a key takes effect at once
	 * @param mask what may be shown of values
	 * @return the difference
	 */
	static SettingsDiff of(Settings old, Settings next, Predicate<String> live, ValueMask mask) {
		List<ReloadChange> changes = new ArrayList<>();
		int changed = 0;
		int restart = 0;
		for (String key : differing(old, next)) {
			boolean restartRequired = !live.test(key);
			changed++;
			restart += restartRequired ? 1 : 0;
			if (changes.size() < MOST) {
				changes.add(new ReloadChange(ValueMask.shortened(key), old.shown(key, mask), next.shown(key, mask),
						restartRequired));
			}
		}
		return new SettingsDiff(changes, changed, restart);
	}

	/**
	 * Finds the keys that differ and need a restart.
	 * @param started what the application started with
	 * @param now what is in force
	 * @param live whether a key takes effect at once
	 * @return the first hundred of them
	 */
	static List<String> restartRequired(Settings started, Settings now, Predicate<String> live) {
		return differing(started, now).stream()
			.filter((key) -> !live.test(key))
			.limit(MOST)
			.map(ValueMask::shortened)
			.toList();
	}

	/** The keys that differ. */
	static Set<String> differing(Settings old, Settings next) {
		Set<String> keys = new TreeSet<>(old.keys());
		keys.addAll(next.keys());
		keys.removeIf((key) -> same(old.value(key), next.value(key)));
		return keys;
	}

	private static boolean same(@Nullable String before, @Nullable String after) {
		return Objects.equals(before, after);
	}

}
