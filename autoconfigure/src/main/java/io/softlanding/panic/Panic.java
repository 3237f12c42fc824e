/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All panics with the same fingerprint, and where the latest of them was seen.
 *
 * @param fingerprint 16 hexadecimal digits, made of types and of the application's own
 * methods on the stack; the same after a restart
 * @param severity how bad it is
 * @param source what the latest one has escaped from
 * @param type the name of the class that was thrown
 * @param causes the names of the classes of its causes, the outermost first
 * @param message the message, only if {@code softlanding.panic.messages} is set
 * @param firstSeen when this instance saw the first one
 * @param lastSeen when this instance saw the latest one
 * @param count how many this instance has seen
 * @param route the route of the request, such as {@code GET /orders/{id}}
 * @param thread the name of the thread
 * @param transaction the name of the transaction
 * @param traceId the identifier of the trace
 * @param service the name of the application
 * @param instance which of its instances
 * @param stack frames, with a line for each cause; empty for all but the first of a
 * fingerprint in a window
 * @since 0.1
 */
public record Panic(String fingerprint, PanicSeverity severity, PanicSource source, String type, List<String> causes,
		@Nullable String message, Instant firstSeen, Instant lastSeen, long count, @Nullable String route,
		String thread, @Nullable String transaction, @Nullable String traceId, String service, String instance,
		List<String> stack) {
}
