/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Process signals: TERM and INT drain the application, others do what
 * {@link io.softlanding.signal.SignalAction actions} say.
 */
@NullMarked
package io.softlanding.signal;

import org.jspecify.annotations.NullMarked;
