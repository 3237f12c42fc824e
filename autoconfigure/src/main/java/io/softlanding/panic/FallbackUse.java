/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts fallbacks, and logs the first one of a route in each window.
 */
final class FallbackUse {

	static final String LAST_GOOD = "last-good";

	static final String STATIC = "static";

	static final String EMPTY = "empty";

	static final List<String> KINDS = List.of(LAST_GOOD, STATIC, EMPTY);

	private static final Logger logger = LoggerFactory.getLogger(FallbackUse.class);

	private final Collection<String> routes;

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final Map<String, Long> logged = new ConcurrentHashMap<>();

	private final NanoClock clock;

	private final long windowNanos;

	FallbackUse(Collection<String> routes, NanoClock clock, long windowNanos) {
		this.routes = routes;
		this.clock = clock;
		this.windowNanos = windowNanos;
	}

	Collection<String> routes() {
		return this.routes;
	}

	LongAdder count(String route, String kind) {
		return this.counts.computeIfAbsent(kind + ' ' + route, (key) -> new LongAdder());
	}

	/**
	 * Counts a fallback.
	 * @param error the error; {@code null} if the circuit breaker is open
	 */
	void used(String route, String kind, @Nullable Throwable error, long nanos) {
		count(route, kind).increment();
		Long now = this.clock.nanoTime();
		Long last = this.logged.merge(route, now,
				(before, after) -> (after - before < this.windowNanos) ? before : after);
		if (now.equals(last)) {
			// Without the message, which may contain personal data.
			logger.warn("{} was answered with fallback {} after {}ms: {}", route, kind,
					TimeUnit.NANOSECONDS.toMillis(nanos),
					(error != null) ? error.getClass().getName() : "circuit breaker is open");
		}
	}

}
