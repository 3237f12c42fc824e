/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All uncaught errors with the same fingerprint, and the context of the latest one.
 *
 * @param fingerprint 16 hexadecimal digits, computed from types and from the
 * application's methods on the stack; the same after a restart
 * @param severity the severity
 * @param source the source of the latest error
 * @param type the name of the class of the error
 * @param causes the names of the classes of its causes, the outermost first
 * @param message the message, only if {@code softlanding.panic.messages} is set
 * @param firstSeen when this instance recorded the first error
 * @param lastSeen when this instance recorded the latest error
 * @param count the number of errors in this instance
 * @param route the route of the request, such as {@code GET /orders/{id}}
 * @param thread the name of the thread
 * @param transaction the name of the transaction
 * @param traceId the identifier of the trace
 * @param service the name of the application
 * @param instance the instance of the application
 * @param stack the frames of the stack, with a line for each cause; only for the first
 * error of a fingerprint in each {@code softlanding.panic.log.window}, otherwise empty
 * @since 0.1
 */
public record Panic(String fingerprint, PanicSeverity severity, PanicSource source, String type, List<String> causes,
		@Nullable String message, Instant firstSeen, Instant lastSeen, long count, @Nullable String route,
		String thread, @Nullable String transaction, @Nullable String traceId, String service, String instance,
		List<String> stack) {
}
