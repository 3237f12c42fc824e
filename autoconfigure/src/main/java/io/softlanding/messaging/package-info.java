/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Messaging: consumption stops first, messages that have been handed to listeners are
 * finished, and what producers have buffered is sent.
 */
@NullMarked
package io.softlanding.messaging;

import org.jspecify.annotations.NullMarked;
