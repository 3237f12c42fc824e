/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of the drain of gRPC servers.
 */
@NullMarked
package io.softlanding.grpc;

import org.jspecify.annotations.NullMarked;
