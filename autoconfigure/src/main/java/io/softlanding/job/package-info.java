/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Jobs of Quartz and Spring Batch, which a drain waits for, stops where their work is
 * saved, or names.
 */
@NullMarked
package io.softlanding.job;

import org.jspecify.annotations.NullMarked;
