/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What the features that use Redis have in common: the group in their keys, and a check
 * of the server's eviction policy.
 */
@NullMarked
package io.softlanding.redis;

import org.jspecify.annotations.NullMarked;
