package io.softlanding.panic;

import org.jspecify.annotations.Nullable;

/**
 * Where a panic was seen.
 *
 * @param route the route of a request
 * @param thread the name of the thread
 * @param transaction the name of the transaction
 * @param traceId the identifier of the trace
 */
record Where(@Nullable String route, String thread, @Nullable String transaction, @Nullable String traceId) {
}
