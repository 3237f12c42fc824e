/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What tells of the drain: the status document and its endpoint, the exit report and
 * where it is kept, how the previous process ended, and the flush of the log.
 */
@NullMarked
package io.softlanding.report;

import org.jspecify.annotations.NullMarked;
