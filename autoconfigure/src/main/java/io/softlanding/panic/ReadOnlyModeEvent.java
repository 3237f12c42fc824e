/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Published when this instance begins or ceases to refuse writes because the application
 * has too many panics, on a thread of its own.
 *
 * @param readOnly whether writes are refused from here on
 * @param asked whether it was asked for, rather than decided by the rule
 * @since 0.1
 */
public record ReadOnlyModeEvent(boolean readOnly, boolean asked) {
}
