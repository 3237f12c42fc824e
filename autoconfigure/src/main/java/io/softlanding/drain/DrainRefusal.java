/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

/**
 * Marks exceptions that are thrown because this instance is shutting down. Another
 * instance can answer the request, so that a status of 503 is appropriate.
 *
 * @since 0.1
 */
public interface DrainRefusal {

}
