/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Readiness of the instance and the named reasons against it.
 */
@NullMarked
package io.softlanding.readiness;

import org.jspecify.annotations.NullMarked;
