/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

/**
 * A session that was found on a database server, which the server will not give to
 * another connection.
 *
 * @param server the server's identity, so that an answer of another server is no proof
 * @param id the session's number, which a server uses again
 * @param started when the session began, by the server's clock and in its unit, or what
 * else tells it from a later one: with the number it is unique
 * @since 0.1
 */
public record DatabaseSession(String server, long id, long started) {
}
