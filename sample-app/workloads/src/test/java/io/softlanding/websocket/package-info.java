/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Tests of WebSocket sessions on embedded servers. */
@NullMarked
package io.softlanding.websocket;

import org.jspecify.annotations.NullMarked;
