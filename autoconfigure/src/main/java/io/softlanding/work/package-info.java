/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Work that is no request: jobs that register themselves, tasks of Spring's executors and
 * scheduled runs, which a drain waits for or names.
 */
@NullMarked
package io.softlanding.work;

import org.jspecify.annotations.NullMarked;
