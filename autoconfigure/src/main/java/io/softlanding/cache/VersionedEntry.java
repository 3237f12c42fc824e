/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value with the version it has, or is to have, in the store.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 * @param key the key
 * @param value the value; {@code null} if an application has put {@code null} in place of
 * a value
 * @param version a counter: each write of a key has a higher one than the last. Not a
 * time: clocks go back.
 * @since 0.1
 */
public record VersionedEntry<K, V>(K key, @Nullable V value, long version) {
}
