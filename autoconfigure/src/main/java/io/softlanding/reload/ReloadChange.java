/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.jspecify.annotations.Nullable;

/**
 * A key whose value differs between two configurations.
 *
 * @param key the key
 * @param before the previous value, masked if it may be a secret; {@code null} if there
 * was none
 * @param after the new value, masked if it may be a secret; {@code null} if there is none
 * @param restartRequired whether the change takes effect only after a restart
 * @since 0.1
 */
public record ReloadChange(String key, @Nullable String before, @Nullable String after, boolean restartRequired) {
}
