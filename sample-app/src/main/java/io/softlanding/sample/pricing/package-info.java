/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Prices whose terms change while the service runs.
 */
@NullMarked
package io.softlanding.sample.pricing;

import org.jspecify.annotations.NullMarked;
