/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of the panics with one fingerprint. Written by many threads at a time; of
 * two that come at once, either may be the latest.
 */
final class KnownPanic {

	private final String fingerprint;

	private final String type;

	private final List<String> causes;

	private final long firstMillis;

	private final LongAdder count = new LongAdder();

	private volatile PanicSource source;

	private volatile PanicSeverity severity;

	private volatile long lastMillis;

	private volatile long stackMillis = Long.MIN_VALUE;

	private volatile List<String> stack = List.of();

	private volatile Where where;

	private volatile @Nullable String message;

	KnownPanic(String fingerprint, PanicSource source, String type, List<String> causes, PanicSeverity severity,
			Where where, long nowMillis) {
		this.fingerprint = fingerprint;
		this.source = source;
		this.type = type;
		this.causes = causes;
		this.severity = severity;
		this.where = where;
		this.firstMillis = nowMillis;
		this.lastMillis = nowMillis;
	}

	void count(long nowMillis) {
		this.count.increment();
		this.lastMillis = nowMillis;
	}

	void seen(PanicSeverity severity, PanicSource source, Where where, @Nullable String message) {
		this.severity = severity;
		this.source = source;
		this.where = where;
		this.message = message;
	}

	/**
	 * Whether the stack of this window has still to be taken. Says so once a window.
	 */
	synchronized boolean wantsStack(long nowMillis, long windowMillis) {
		if (this.stackMillis != Long.MIN_VALUE && nowMillis - this.stackMillis < windowMillis) {
			return false;
		}
		this.stackMillis = nowMillis;
		return true;
	}

	void stack(List<String> stack) {
		this.stack = stack;
	}

	long lastMillis() {
		return this.lastMillis;
	}

	Panic snapshot(Origin origin, boolean withStack) {
		Where where = this.where;
		return new Panic(this.fingerprint, this.severity, this.source, this.type, this.causes, this.message,
				Instant.ofEpochMilli(this.firstMillis), Instant.ofEpochMilli(this.lastMillis), this.count.sum(),
				where.route(), where.thread(), where.transaction(), where.traceId(), origin.service(),
				origin.instance(), withStack ? this.stack : List.of());
	}

}
