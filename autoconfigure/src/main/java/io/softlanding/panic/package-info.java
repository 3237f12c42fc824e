/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What escapes a request, a task, a thread or a listener: seen once, classified, counted,
 * reported, and answered.
 */
@NullMarked
package io.softlanding.panic;

import org.jspecify.annotations.NullMarked;
