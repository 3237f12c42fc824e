/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of message listeners and producers on real brokers.
 */
package io.softlanding.messaging;
