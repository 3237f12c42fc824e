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
 * Looks at what the calling thread is busy with.
 */
final class Surroundings {

	private static final int LONGEST = 200;

	private final Supplier<@Nullable String> transaction;

	Surroundings(Supplier<@Nullable String> transaction) {
		this.transaction = transaction;
	}

	Where here(@Nullable String route) {
		return new Where(shortened(route), String.valueOf(shortened(Thread.currentThread().getName())),
				shortened(this.transaction.get()), shortened(traceId()));
	}

	private static @Nullable String traceId() {
		String traceId = MDC.get("traceId");
		return (traceId != null) ? traceId : MDC.get("trace_id");
	}

	/** Whatever a user calls his things, it stays on a line. */
	static @Nullable String shortened(@Nullable String text) {
		return shortened(text, LONGEST);
	}

	static @Nullable String shortened(@Nullable String text, int longest) {
		return (text != null) ? EvaluatedText.shortened(text, longest) : null;
	}

}
