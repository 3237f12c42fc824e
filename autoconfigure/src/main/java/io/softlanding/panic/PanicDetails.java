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

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of uncaught errors besides their number: the last ones are kept, and all
 * are logged and handed to the reporters. In a storm, some are only counted.
 */
final class PanicDetails {

	private static final int MOST_FRAMES = 60;

	private static final int MOST_KINDS = 1024;

	private static final int LONGEST_MESSAGE = 500;

	private final Settings settings;

	private final Surroundings surroundings;

	private final Sampling sampling;

	private final InstantSource time;

	private final PanicLog log;

	private final PanicReporters reporters;

	private final KnownPanics known = new KnownPanics();

	private final Map<Kind, KnownPanic> lastOfKind = new ConcurrentHashMap<>();

	/** What is known of an error without looking at its stack. */
	private record Kind(String type, PanicSource source, @Nullable String route) {
	}

	/**
	 * What is kept.
	 *
	 * @param origin whose errors these are
	 * @param messages whether messages are kept
	 * @param stackWindow how long a stack counts as known
	 */
	record Settings(Origin origin, boolean messages, Duration stackWindow) {
	}

	PanicDetails(Settings settings, Surroundings surroundings, NanoClock clock, InstantSource time, PanicLog log,
			PanicReporters reporters) {
		this.settings = settings;
		this.surroundings = surroundings;
		this.sampling = new Sampling(clock);
		this.time = time;
		this.log = log;
		this.reporters = reporters;
	}

	Origin origin() {
		return this.settings.origin();
	}

	PanicReporters reporters() {
		return this.reporters;
	}

	void look(Throwable error, PanicSource source, PanicClassification classification, @Nullable Where where,
			boolean logged) {
		Kind kind = new Kind(error.getClass().getName(), source, (where != null) ? where.route() : null);
		long now = this.time.millis();
		if (!this.sampling.acquire()) {
			KnownPanic last = this.lastOfKind.get(kind);
			KnownPanic known = (last != null) ? last
					: this.known.get(Fingerprint.ofType(kind.type(), source),
							(fingerprint) -> new KnownPanic(fingerprint, source, kind.type(), List.of(),
									classification.severity(), (where != null) ? where : this.surroundings.here(null),
									now));
			known.count(now);
			if (!logged) {
				this.log.suppress();
			}
			return;
		}
		List<Throwable> chain = ErrorChain.of(error);
		Where here = (where != null) ? where : this.surroundings.here(null);
		KnownPanic known = this.known.get(Fingerprint.of(chain), (fingerprint) -> new KnownPanic(fingerprint, source,
				kind.type(), typesOf(chain), classification.severity(), here, now));
		known.count(now);
		known.seen(classification.severity(), source, here,
				this.settings.messages() ? Surroundings.shortened(ErrorChain.messageOf(error), LONGEST_MESSAGE) : null);
		boolean withStack = known.wantsStack(now, this.settings.stackWindow().toMillis());
		if (withStack) {
			known.stack(stackLines(chain));
		}
		if (this.lastOfKind.size() >= MOST_KINDS) {
			this.lastOfKind.clear();
		}
		this.lastOfKind.put(kind, known);
		Panic panic = known.snapshot(origin(), withStack);
		this.log.log(panic, error, logged);
		this.reporters.report(panic);
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
		return this.known.snapshot(origin());
	}

	/** Logs what has still to be logged. */
	void close() {
		this.log.summarize();
	}

}
