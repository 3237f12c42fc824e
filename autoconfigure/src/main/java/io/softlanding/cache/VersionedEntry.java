/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import org.jspecify.annotations.Nullable;

/**
 * A key with its value and version in a {@link VersionedStore}.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 * @param key the key
 * @param value the value; {@code null} if the application has replaced a value by
 * {@code null}
 * @param version a counter that each write of the key increases. It is not a timestamp,
 * because clocks can go back.
 * @since 0.1
 */
public record VersionedEntry<K, V>(K key, @Nullable V value, long version) {
}
