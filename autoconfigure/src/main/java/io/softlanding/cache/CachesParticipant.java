package io.softlanding.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.DrainThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the caches read-only, flushes them, all at the same time, says what could not be
 * written, and closes them.
 */
final class CachesParticipant implements DrainParticipant {

	private static final Logger logger = LoggerFactory.getLogger(CachesParticipant.class);

	/** What the report needs at the end. */
	private static final Duration MARGIN = Duration.ofMillis(100);

	private static final Duration CLOSING = Duration.ofMillis(200);

	private static final int MOST_KEYS = 20;

	private final CacheRegistry registry;

	CachesParticipant(CacheRegistry registry) {
		this.registry = registry;
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
	public DrainResult drain(DrainContext context) throws InterruptedException {
		List<Flush> flushes = this.registry.caches().stream().map(Flush::new).toList();
		if (flushes.isEmpty()) {
			return DrainResult.skipped("No cache");
		}
		Duration time = context.remaining().minus(MARGIN);
		flushes.forEach((flush) -> flush.start(time));
		long end = System.nanoTime() + time.toNanos();
		for (Flush flush : flushes) {
			flush.done.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		return result(flushes);
	}

	private static DrainResult result(List<Flush> flushes) {
		List<Map<String, Object>> details = flushes.stream().map(Flush::describe).toList();
		long written = flushes.stream().mapToLong((flush) -> flush.result.written()).sum();
		long stale = flushes.stream().mapToLong((flush) -> flush.result.stale()).sum();
		long left = flushes.stream().mapToLong(Flush::left).sum();
		long unknown = flushes.stream().filter((flush) -> !flush.over).count();
		String summary = "%d written, %d stale".formatted(written, stale);
		return result(written + stale, left, unknown, summary).with("caches", details);
	}

	private static DrainResult result(long confirmed, long left, long unknown, String summary) {
		if (left > 0) {
			return (confirmed > 0) ? DrainResult.partial("%s, %d not confirmed", summary, left)
					: DrainResult.failed("None of %d dirty entries is confirmed", left);
		}
		return (unknown > 0) ? DrainResult.partial("%s, nobody knows of all writes of %d caches", summary, unknown)
				: DrainResult.completed("%s", summary);
	}

	/**
	 * One cache on a thread of its own: one whose store hangs leaves the others their
	 * time.
	 */
	private static final class Flush {

		private final FlushableCache cache;

		private final CountDownLatch done = new CountDownLatch(1);

		private volatile FlushResult result = FlushResult.NOTHING;

		/**
		 * Whether the flush has returned, and nobody writes through the cache any more.
		 */
		private volatile boolean over;

		Flush(FlushableCache cache) {
			this.cache = cache;
		}

		void start(Duration time) {
			DrainThread.startOrRun("flush", () -> run(time));
		}

		private void run(Duration time) {
			try {
				this.cache.readOnly(true);
				Duration half = time.minus(CLOSING);
				this.result = this.cache.flush(half.isNegative() ? time : half);
				this.over = this.cache.close(CLOSING);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("Cache '{}' could not be flushed", this.cache.getName(), ex);
			}
			finally {
				this.done.countDown();
			}
		}

		/** What is dirty now, and what was not confirmed, whatever the cache has said. */
		private long left() {
			return Math.max(this.cache.dirty(), this.result.failed().size() + this.result.unknown().size());
		}

		private Map<String, Object> describe() {
			FlushResult result = this.result;
			Map<String, Object> described = new LinkedHashMap<>();
			described.put("name", this.cache.getName());
			described.put("written", result.written());
			described.put("stale", result.stale());
			described.put("left", left());
			putKeys(described, "failed", result.failed());
			putKeys(described, "unknown", result.unknown());
			return described;
		}

		private static void putKeys(Map<String, Object> described, String name, List<String> keys) {
			if (!keys.isEmpty()) {
				List<String> shown = new ArrayList<>();
				keys.stream().limit(MOST_KEYS).map(KeyText::of).forEach(shown::add);
				if (keys.size() > MOST_KEYS) {
					shown.add("and %d more".formatted(keys.size() - MOST_KEYS));
				}
				described.put(name, shown);
			}
		}

	}

}
