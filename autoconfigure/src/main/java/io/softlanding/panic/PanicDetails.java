/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, logs and reports uncaught errors. Reading a stack takes tens of microseconds: of
 * more than 200 errors a second, the others are only counted, under the fingerprint of
 * the last error of their kind.
 */
final class PanicDetails {

	static final int SAMPLES_A_SECOND = 200;

	private static final int MOST_FRAMES = 60;

	private static final int MOST_KINDS = 1024;

	private static final int LONGEST_MESSAGE = 500;

	private final Settings settings;

	private final PanicLocation.Lookup places;

	private final NanoClock clock;

	private final InstantSource time;

	private final PanicLog log;

	private final PanicReporters reporters;

	private final RecentPanics known = new RecentPanics();

	private final Map<Kind, RecentPanics.Known> lastOfKind = new ConcurrentHashMap<>();

	private final AtomicInteger samples = new AtomicInteger();

	private volatile long secondNanos;

	/** What is known of an error without reading its stack. */
	private record Kind(String type, PanicSource source, @Nullable String route) {
	}

	/** What is kept. The stack of an error is taken once in each window. */
	record Settings(String service, String instance, boolean messages, Duration stackWindow) {
	}

	PanicDetails(Settings settings, PanicLocation.Lookup places, NanoClock clock, InstantSource time, PanicLog log,
			PanicReporters reporters) {
		this.settings = settings;
		this.places = places;
		this.clock = clock;
		this.secondNanos = clock.nanoTime();
		this.time = time;
		this.log = log;
		this.reporters = reporters;
	}

	String instance() {
		return this.settings.instance();
	}

	PanicLocation.Lookup places() {
		return this.places;
	}

	PanicReporters reporters() {
		return this.reporters;
	}

	void look(Throwable error, PanicSource source, PanicSeverity severity, @Nullable PanicLocation place,
			boolean logged) {
		PanicLocation here = (place != null) ? place : this.places.here(null);
		Kind kind = new Kind(error.getClass().getName(), source, here.route());
		long now = this.time.millis();
		if (!acquireSample()) {
			RecentPanics.Known last = this.lastOfKind.get(kind);
			RecentPanics.Known known = (last != null) ? last
					: this.known.get(Fingerprint.ofType(kind.type(), source),
							(fingerprint) -> new RecentPanics.Known(fingerprint, source, kind.type(), List.of(),
									severity, here, now));
			known.count(now);
			if (!logged) {
				this.log.suppress();
			}
			return;
		}
		List<Throwable> chain = ErrorChain.of(error);
		RecentPanics.Known known = this.known.get(Fingerprint.of(chain),
				(fingerprint) -> new RecentPanics.Known(fingerprint, source, kind.type(), typesOf(chain), severity,
						here, now));
		known.count(now);
		known.seen(severity, source, here, this.settings.messages()
				? PanicLocation.shortened(ErrorChain.messageOf(error), LONGEST_MESSAGE) : null);
		boolean withStack = known.wantsStack(now, this.settings.stackWindow().toMillis());
		if (withStack) {
			known.stack(stackLines(chain));
		}
		if (this.lastOfKind.size() >= MOST_KINDS) {
			this.lastOfKind.clear();
		}
		this.lastOfKind.put(kind, known);
		Panic panic = known.snapshot(this.settings, withStack);
		this.log.log(panic, error, logged);
		this.reporters.report(panic);
	}

	private boolean acquireSample() {
		long now = this.clock.nanoTime();
		if (now - this.secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
			// Two threads that come here at once grant a few more.
			this.secondNanos = now;
			this.samples.set(0);
		}
		return this.samples.get() < SAMPLES_A_SECOND && this.samples.incrementAndGet() <= SAMPLES_A_SECOND;
	}

	private static List<String> typesOf(List<Throwable> chain) {
		return chain.stream().skip(1).map((error) -> error.getClass().getName()).toList();
	}

	private static List<String> stackLines(List<Throwable> chain) {
		List<String> lines = new ArrayList<>();
		for (Throwable error : chain) {
			if (!lines.isEmpty()) {
				lines.add("Caused by: " + error.getClass().getName());
			}
			StackTraceElement[] stack = ErrorChain.stackOf(error);
			for (int i = 0; i < stack.length && i < MOST_FRAMES; i++) {
				lines.add("\tat " + stack[i]);
			}
			if (stack.length > MOST_FRAMES) {
				lines.add("\t... " + (stack.length - MOST_FRAMES) + " more");
			}
			if (lines.size() > 4 * MOST_FRAMES) {
				break;
			}
		}
		return List.copyOf(lines);
	}

	List<Panic> recent() {
		return this.known.snapshot(this.settings);
	}

	/** Logs the number of errors that have no line yet. */
	void close() {
		this.log.summarize();
	}

}
