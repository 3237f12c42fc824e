/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Drains one instance of a running fleet, observes what a drain that ends the process
 * would lose, and puts the instance back into service.
 */
@NullMarked
package io.softlanding.rehearsal;

import org.jspecify.annotations.NullMarked;
