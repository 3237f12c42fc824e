/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.drain.UnsavedDataIndicator;
import io.softlanding.text.EvaluatedText;

/**
 * Makes caches write through, flushes them at each look, all at the same time, and
 * reports what is left. It closes none.
 */
final class CachesParticipant implements MultiPassParticipant, UnsavedDataIndicator {

	/** What the report needs at the end. */
	private static final Duration MARGIN = Duration.ofMillis(100);

	/** How long the first look waits while no store takes anything. */
	private static final Duration QUIET = Duration.ofSeconds(1);

	private final CacheRegistry registry;

	/** What a cache is expected to need whose speed is not known. */
	private final Duration share;

	/** Guarded by itself. */
	private final Map<FlushableCache, CacheFlush> flushes = new LinkedHashMap<>();

	private final EvaluatedText keys;

	CachesParticipant(CacheRegistry registry, Duration share, EvaluatedText keys) {
		this.registry = registry;
		this.share = share;
		this.keys = keys;
	}

	@Override
	public String name() {
		return "caches";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.CACHES;
	}

	@Override
	public Duration needs() {
		Duration most = Duration.ZERO;
		for (FlushableCache cache : this.registry.known()) {
			Duration its = (cache instanceof DrainableCache ours) ? ours.needs()
					: (cache.dirty() > 0) ? this.share : Duration.ZERO;
			most = (its.compareTo(most) > 0) ? its : most;
		}
		return most.isZero() ? most : most.plus(MARGIN);
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		DrainPass pass = context.pass();
		List<CacheFlush> flushes = flushes(this.registry.caches());
		this.registry.pass(pass);
		Duration time = context.remaining().minus(MARGIN);
		// Those that need no Redis are looked at again, and what comes then needs time.
		flush(flushes, (pass == DrainPass.BEFORE_STOP) ? time.dividedBy(2) : time,
				(pass == DrainPass.FIRST) ? QUIET : time);
		return result(false);
	}

	/** Returns when all is flushed, or time is up, or nothing was written for a while. */
	private static void flush(List<CacheFlush> flushes, Duration time, Duration quiet) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		CountDownLatch done = new CountDownLatch(flushes.size());
		flushes.forEach((flush) -> flush.start(time, done));
		long before;
		do {
			before = progress(flushes);
		}
		while (!done.await(Math.min(quiet.toNanos(), end - System.nanoTime()), TimeUnit.NANOSECONDS)
				&& end - System.nanoTime() > 0 && progress(flushes) > before);
	}

	private static long progress(List<CacheFlush> flushes) {
		return flushes.stream().mapToLong(CacheFlush::progress).sum();
	}

	private List<CacheFlush> flushes(List<FlushableCache> caches) {
		synchronized (this.flushes) {
			return caches.stream().map((cache) -> this.flushes.computeIfAbsent(cache, this::flush)).toList();
		}
	}

	private CacheFlush flush(FlushableCache cache) {
		return new CacheFlush(cache, this.keys);
	}

	@Override
	public List<String> unsaved() {
		return all().stream().filter(CacheFlush::unsaved).map(CacheFlush::name).toList();
	}

	private List<CacheFlush> all() {
		synchronized (this.flushes) {
			return List.copyOf(this.flushes.values());
		}
	}

	@Override
	public DrainResult conclude() {
		flushes(this.registry.known());
		return this.registry.refusals().addTo(result(true));
	}

	private DrainResult result(boolean last) {
		List<CacheFlush> flushes = all();
		if (flushes.isEmpty()) {
			return DrainResult.nothingToDo("No cache");
		}
		List<Map<String, Object>> details = new ArrayList<>();
		long written = 0;
		long stale = 0;
		long left = 0;
		for (CacheFlush flush : flushes) {
			FlushResult result = flush.result();
			details.add(flush.describe(result));
			written += result.written();
			stale += result.stale();
			left += flush.left(result);
		}
		long unknown = flushes.stream().filter((flush) -> flush.unknown(last)).count();
		return result(written + stale, left, unknown, "%d written, %d stale".formatted(written, stale)).with("caches",
				details);
	}

	private static DrainResult result(long confirmed, long left, long unknown, String summary) {
		if (left > 0) {
			return (confirmed > 0) ? DrainResult.partial("%s, %d not confirmed", summary, left)
					: DrainResult.failed("None of %d dirty entries is confirmed", left);
		}
		return (unknown > 0) ? DrainResult.partial("%s, unknown writes in %d caches", summary, unknown)
				: DrainResult.completed("%s", summary);
	}

}
