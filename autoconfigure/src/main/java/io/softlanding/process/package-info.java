/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The process and its threads: how it is deployed, exits and is halted, and waits that
 * neither an interrupt nor a full heap cuts short.
 */
@NullMarked
package io.softlanding.process;

import org.jspecify.annotations.NullMarked;
