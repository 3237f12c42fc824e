/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

/**
 * Whose panics these are.
 *
 * @param service the name of the application
 * @param instance which of its instances
 */
record Origin(String service, String instance) {
}
