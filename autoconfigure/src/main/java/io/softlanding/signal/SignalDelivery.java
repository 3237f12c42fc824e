/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/**
 * One or more deliveries of a signal that are acted on once.
 *
 * @param signal its name, without {@code SIG}
 * @param count how many were delivered since the last action; the kernel may have merged
 * others before
 * @param receivedNanos when the first of them arrived, as {@link System#nanoTime()}
 * counts
 * @since 0.1
 */
public record SignalDelivery(String signal, int count, long receivedNanos) {
}
