/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The gateway that takes the money, and takes its time.
 */
@NullMarked
package io.softlanding.sample.payment;

import org.jspecify.annotations.NullMarked;
