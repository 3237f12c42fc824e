/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Published when the read-only mode of this instance begins or ends, on a thread of
 * Softlanding.
 *
 * @param readOnly whether writes are refused from now on
 * @param asked whether the change was requested, rather than caused by the threshold
 * @since 0.1
 */
public record ReadOnlyModeEvent(boolean readOnly, boolean asked) {
}
