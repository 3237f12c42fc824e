/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Caches whose writes reach their store later: what is dirty is flushed before the
 * process ends.
 */
@NullMarked
package io.softlanding.cache;

import org.jspecify.annotations.NullMarked;
