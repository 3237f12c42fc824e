/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

/**
 * One or more deliveries of a signal that cause one call of a {@link SignalAction}.
 *
 * @param signal the name of the signal, without {@code SIG}
 * @param count the number of deliveries since the last call; the kernel may have merged
 * others
 * @param receivedNanos the time of the first delivery, as a value of
 * {@link System#nanoTime()}
 * @since 0.1
 */
public record SignalDelivery(String signal, int count, long receivedNanos) {
}
