/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Requests of a wanted length and size, for load and for trouble.
 */
@NullMarked
package io.softlanding.sample.work;

import org.jspecify.annotations.NullMarked;
