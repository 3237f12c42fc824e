/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of a drain: the application in processes of its own, load, faults and assertions.
 */
@NullMarked
package io.softlanding.test;

import org.jspecify.annotations.NullMarked;
