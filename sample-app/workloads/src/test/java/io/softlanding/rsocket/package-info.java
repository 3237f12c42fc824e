/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of the drain of RSocket servers.
 */
@NullMarked
package io.softlanding.rsocket;

import org.jspecify.annotations.NullMarked;
