/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Text that is safe to show.
 */
@NullMarked
package io.softlanding.text;

import org.jspecify.annotations.NullMarked;
