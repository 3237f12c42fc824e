/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Reload: a whole new configuration, or none of it.
 */
@NullMarked
package io.softlanding.reload;

import org.jspecify.annotations.NullMarked;
