/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The work that is in flight on a thread, as features register and describe it.
 */
@NullMarked
package io.softlanding.inflight;

import org.jspecify.annotations.NullMarked;
