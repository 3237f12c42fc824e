/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * An order service that lands softly: the demo, the end-to-end tests, the load benchmark.
 */
@NullMarked
package io.softlanding.sample;

import org.jspecify.annotations.NullMarked;
