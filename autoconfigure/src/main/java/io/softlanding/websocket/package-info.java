/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * WebSocket sessions: messages that are being handled are in flight, and sessions are
 * closed at a limited rate, with a close frame.
 */
@NullMarked
package io.softlanding.websocket;

import org.jspecify.annotations.NullMarked;
