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
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.process.DrainThread;
import io.softlanding.text.EvaluatedText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes one cache on a thread of its own, so that a store that hangs leaves the others
 * their time.
 */
final class CacheFlush {

	private static final Logger logger = LoggerFactory.getLogger(CacheFlush.class);

	/** What each attempt has, however little time is left. */
	private static final Duration LEAST = Duration.ofMillis(200);

	private static final int MOST_KEYS = 20;

	private final FlushableCache cache;

	private final EvaluatedText keys;

	/** What a write-behind cache had written before. */
	private final FlushResult before;

	/** Of all flushes together. */
	private volatile FlushResult flushed = FlushResult.NOTHING;

	private final AtomicInteger started = new AtomicInteger();

	/** Number of the latest flush that has returned. */
	private final AtomicInteger returned = new AtomicInteger();

	CacheFlush(FlushableCache cache, EvaluatedText keys) {
		this.cache = cache;
		this.keys = keys;
		this.before = (cache instanceof DrainableCache ours) ? ours.total() : FlushResult.NOTHING;
	}

	/** Starts a flush, after which no write is acknowledged before it is in the store. */
	void start(Duration time, CountDownLatch done) {
		int number = this.started.incrementAndGet();
		DrainThread.startOrRun("flush", () -> {
			try {
				this.cache.readOnly(true);
				add(this.cache.flush((time.compareTo(LEAST) > 0) ? time : LEAST));
				this.returned.accumulateAndGet(number, Math::max);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Cache '{}' could not be flushed", this.cache.getName(), ex);
			}
			finally {
				done.countDown();
			}
		});
	}

	private synchronized void add(FlushResult result) {
		this.flushed = new FlushResult(this.flushed.written() + result.written(), this.flushed.stale() + result.stale(),
				result.failed(), result.unknown());
	}

	/** Of a write-behind cache also what it has written by itself, and when it ended. */
	FlushResult result() {
		FlushResult all = (this.cache instanceof DrainableCache ours) ? ours.total() : this.flushed;
		return new FlushResult(all.written() - this.before.written(), all.stale() - this.before.stale(), all.failed(),
				all.unknown());
	}

	/** Changes in one direction as long as the store takes what is dirty. */
	long progress() {
		FlushResult result = this.flushed;
		return result.written() + result.stale() - this.cache.dirty();
	}

	/** Whether something is dirty, or may be: the cache has the last word on that. */
	boolean unsaved() {
		try {
			return this.cache.dirty() > 0 || unknown(false)
					|| !(this.cache instanceof DrainableCache) && !this.flushed.complete();
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	String name() {
		return this.cache.getName();
	}

	/** How much is dirty now, or was not confirmed, if that is more. */
	long left(FlushResult result) {
		return Math.max(this.cache.dirty(), result.failed().size() + result.unknown().size());
	}

	/** Whether there may be writes whose outcome is not known. */
	boolean unknown(boolean last) {
		// A write-behind cache counts what it has given to its store.
		return (this.cache instanceof DrainableCache ours) ? last && ours.inUse()
				: this.returned.get() < this.started.get();
	}

	Map<String, Object> describe(FlushResult result) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("name", this.cache.getName());
		described.put("written", result.written());
		described.put("stale", result.stale());
		described.put("remaining", left(result));
		putKeys(described, "failed", result.failed());
		putKeys(described, "unknown", result.unknown());
		return described;
	}

	private void putKeys(Map<String, Object> described, String name, List<String> keys) {
		if (!keys.isEmpty()) {
			List<String> shown = new ArrayList<>();
			keys.stream().limit(MOST_KEYS).map(this.keys::of).forEach(shown::add);
			if (keys.size() > MOST_KEYS) {
				shown.add("and %d more".formatted(keys.size() - MOST_KEYS));
			}
			described.put(name, shown);
		}
	}

}
