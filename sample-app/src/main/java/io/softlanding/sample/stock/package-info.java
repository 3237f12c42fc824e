/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What the shop sells and how much of it is left, in Redis.
 */
@NullMarked
package io.softlanding.sample.stock;

import org.jspecify.annotations.NullMarked;
