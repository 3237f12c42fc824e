/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * gRPC servers: calls in flight, health, and the end of connections while an instance
 * drains.
 */
@NullMarked
package io.softlanding.grpc;

import org.jspecify.annotations.NullMarked;
