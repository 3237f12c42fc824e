/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.function.Supplier;

import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Where an uncaught error was seen.
 */
record PanicLocation(@Nullable String route, String thread, @Nullable String transaction, @Nullable String traceId) {

	private static final int LONGEST = 200;

	/** A place of which only the thread is known. */
	static PanicLocation unknown() {
		return new PanicLocation(null, Thread.currentThread().getName(), null, null);
	}

	/** Returns this place with a trace if it has none, or with that of W3C's header. */
	PanicLocation orTrace(@Nullable String trace, @Nullable String traceparent) {
		if (this.traceId != null) {
			return this;
		}
		String id = (trace != null && !trace.isEmpty()) ? trace : traceId(traceparent);
		return new PanicLocation(this.route, this.thread, this.transaction, id);
	}

	private static @Nullable String traceId(@Nullable String traceparent) {
		return (traceparent != null && traceparent.matches(".{2}-[0-9a-fA-F]{32}-.{19,}"))
				? traceparent.substring(3, 35) : null;
	}

	/** Returns the text on one line. */
	static @Nullable String shortened(@Nullable String text, int longest) {
		return (text != null) ? EvaluatedText.shortened(text, longest) : null;
	}

	/** Looks at what the calling thread works on. */
	static final class Lookup {

		private final Supplier<@Nullable String> transaction;

		Lookup(Supplier<@Nullable String> transaction) {
			this.transaction = transaction;
		}

		PanicLocation here(@Nullable String route) {
			String traceId = MDC.get("traceId");
			return new PanicLocation(shortened(route, LONGEST),
					String.valueOf(shortened(Thread.currentThread().getName(), LONGEST)),
					shortened(this.transaction.get(), LONGEST),
					shortened((traceId != null) ? traceId : MDC.get("trace_id"), LONGEST));
		}

	}

}
