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
 * @param name the lease's name
 * @param remaining how long it may be held at most, from now on
 * @param thread the name of the thread that acquired it or took it over
 * @param cause why, or {@code null} if the server has just not answered
 * @since 0.1
 */
public record LeaseReleaseFailedEvent(String name, Duration remaining, String thread, @Nullable Throwable cause) {
}
