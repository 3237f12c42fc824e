/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Orders: placed, paid or expired, with an event stream and a mail.
 */
@NullMarked
package io.softlanding.sample.order;

import org.jspecify.annotations.NullMarked;
