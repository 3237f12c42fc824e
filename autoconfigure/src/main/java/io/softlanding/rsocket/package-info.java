/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * RSocket servers: requests in flight, and the end of connections while an instance
 * drains.
 */
@NullMarked
package io.softlanding.rsocket;

import org.jspecify.annotations.NullMarked;
