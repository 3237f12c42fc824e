/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Published once for each transaction that has been open for longer than
 * {@code softlanding.transaction.watch.threshold}, on the thread of the watch.
 *
 * @param id the transaction's number in this instance
 * @param name its name, {@code unnamed} if it has none
 * @param age how long it has been open
 * @param thread the name of the thread that began it
 * @param route the route of the request that it serves, or {@code null}
 * @param action what was done about it
 * @since 0.1
 */
public record LongTransactionEvent(long id, String name, Duration age, String thread, @Nullable String route,
		LongTransactionAction action) {
}
