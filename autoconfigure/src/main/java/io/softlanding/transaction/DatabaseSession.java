/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

/**
 * Session of a database server, identified so that it cannot be confused with a later
 * one.
 *
 * @param server the identity of the server, so that the response of another server proves
 * nothing
 * @param id the number of the session, which the server may use again
 * @param started the start of the session, by the server's clock and in its unit, or
 * another value that, together with the number, is unique
 * @since 0.1
 */
public record DatabaseSession(String server, long id, long started) {
}
