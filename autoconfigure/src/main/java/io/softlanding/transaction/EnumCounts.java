/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts by the constants of an enum.
 */
final class EnumCounts<E extends Enum<E>> {

	private final AtomicLongArray counts;

	EnumCounts(Class<E> type) {
		this.counts = new AtomicLongArray(type.getEnumConstants().length);
	}

	void count(E constant) {
		this.counts.incrementAndGet(constant.ordinal());
	}

	long countOf(E constant) {
		return this.counts.get(constant.ordinal());
	}

}
