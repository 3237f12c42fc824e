/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counter of what was refused because the instance is shutting down, with the names and
 * threads of the first refusals. Thread-safe.
 *
 * @since 0.1
 */
public final class RefusalCounter {

	private static final int MOST_NAMED = 20;

	private final AtomicInteger count = new AtomicInteger();

	private final Queue<Map<String, Object>> first = new ConcurrentLinkedQueue<>();

	/**
	 * Adds what the calling thread has been refused.
	 * @param name what it wanted, as far as it may be shown
	 */
	public void add(String name) {
		if (this.count.incrementAndGet() <= MOST_NAMED) {
			this.first.add(Map.of("name", name, "thread", Thread.currentThread().getName()));
		}
	}

	/**
	 * Adds what was refused to a result, which is then partial at best.
	 * @param result the result without it
	 * @return the result, unchanged if nothing was refused
	 */
	public DrainResult addTo(DrainResult result) {
		int count = this.count.get();
		return (count == 0) ? result
				: new DrainResult(result.outcome().worse(DrainOutcome.PARTIAL),
						"%s, %d refused".formatted(result.summary(), count), result.details())
					.with("refused", List.copyOf(this.first));
	}

}
