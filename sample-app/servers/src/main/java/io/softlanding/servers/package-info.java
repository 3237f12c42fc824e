/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Real PostgreSQL and Redis from Maven artefacts, for the sample app and for tests.
 */
@NullMarked
package io.softlanding.servers;

import org.jspecify.annotations.NullMarked;
