/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Requests in flight, the quiet period, the web server's intake, and what requests are
 * told while an instance drains.
 */
@NullMarked
package io.softlanding.web;

import org.jspecify.annotations.NullMarked;
