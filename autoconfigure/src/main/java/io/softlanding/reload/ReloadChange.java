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
 * @param before its value before, masked if it may be a secret; {@code null} if there was
 * none
 * @param after its value after, likewise
 * @param restartRequired whether it takes effect only when the application starts again
 * @since 0.1
 */
public record ReloadChange(String key, @Nullable String before, @Nullable String after, boolean restartRequired) {
}
