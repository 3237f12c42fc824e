/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Service registries: an instance that drains is deregistered first, and serves its
 * callers until their caches have expired.
 */
@NullMarked
package io.softlanding.messaging;

import org.jspecify.annotations.NullMarked;
