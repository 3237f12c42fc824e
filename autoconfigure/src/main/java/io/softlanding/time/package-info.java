/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Monotonic time, and durations of the configuration.
 */
@NullMarked
package io.softlanding.time;

import org.jspecify.annotations.NullMarked;
