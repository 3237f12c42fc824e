/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Leases in Redis: locks with a time to live and a fencing token, released before the
 * process ends.
 */
@NullMarked
package io.softlanding.lock;

import org.jspecify.annotations.NullMarked;
