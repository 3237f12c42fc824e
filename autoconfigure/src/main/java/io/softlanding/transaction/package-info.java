/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Open transactions and connections in use, what becomes of them when an instance drains,
 * and what a transaction that is no longer wanted is told.
 */
@NullMarked
package io.softlanding.transaction;

import org.jspecify.annotations.NullMarked;
