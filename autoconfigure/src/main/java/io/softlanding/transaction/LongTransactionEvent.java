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
 * @param id the number of the transaction in this instance
 * @param name the name of the transaction, {@code unnamed} if it has none
 * @param age the time for which the transaction has been open
 * @param thread the name of the thread that began the transaction
 * @param route the route of the request, or {@code null} if the transaction does not
 * belong to a request
 * @param action the action of the watch
 * @since 0.1
 */
public record LongTransactionEvent(long id, String name, Duration age, String thread, @Nullable String route,
		LongTransactionAction action) {
}
