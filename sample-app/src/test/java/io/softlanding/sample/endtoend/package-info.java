/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The packaged service in a process of its own, under load, looked at from outside.
 */
@NullMarked
package io.softlanding.sample.endtoend;

import org.jspecify.annotations.NullMarked;
