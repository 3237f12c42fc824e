/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Published when a lease could not be released: others may have to wait until it expires.
 *
 * @param name the name of the lease
 * @param remaining the maximum time for which the lease may still be held
 * @param thread the name of the thread that acquired the lease or took it over
 * @param cause the cause, or {@code null} if the server did not respond
 * @since 0.1
 */
public record LeaseReleaseFailedEvent(String name, Duration remaining, String thread, @Nullable Throwable cause) {
}
