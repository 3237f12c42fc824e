/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Configuration that is wrong, and its failure analysis.
 */
@NullMarked
package io.softlanding.config;

import org.jspecify.annotations.NullMarked;
