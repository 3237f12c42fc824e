package io.softlanding.panic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.softlanding.drain.NanoClock;

/**
 * What happened here in the last minute. A request that does not fail costs it one
 * addition: time is looked at by whoever calls {@link #tick()}, four times a second.
 */
final class PanicWindow implements Periodic {

	static final int TICKS_A_SECOND = 4;

	private static final int SLOTS = 60 * TICKS_A_SECOND;

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

	private static final int MOST_ROUTES = 256;

	private final NanoClock clock;

	private final LongAdder requests = new LongAdder();

	private final LongAdder failedRequests = new LongAdder();

	private final LongAdder panics = new LongAdder();

	private final Map<String, Long> failedRoutes = new ConcurrentHashMap<>();

	/** Guarded by this, as is what follows: the sums at the last ticks. */
	private final Sums[] ring = new Sums[SLOTS];

	private long ticks;

	private Sums start = Sums.NONE;

	private record Sums(long panics, long failedRequests, long requests) {

		static final Sums NONE = new Sums(0, 0, 0);

	}

	/**
	 * What a minute has seen.
	 *
	 * @param panics panics that are failures, of all sources
	 * @param failedRequests requests that ended with one
	 * @param requests all requests
	 * @param failedRoutes how many routes failed
	 */
	record Counts(long panics, long failedRequests, long requests, int failedRoutes) {
	}

	PanicWindow(NanoClock clock) {
		this.clock = clock;
	}

	void request() {
		this.requests.increment();
	}

	void panic() {
		this.panics.increment();
	}

	void failedRequest(String route) {
		this.failedRequests.increment();
		if (this.failedRoutes.size() < MOST_ROUTES || this.failedRoutes.containsKey(route)) {
			this.failedRoutes.put(route, this.clock.nanoTime());
		}
	}

	@Override
	public synchronized void tick() {
		this.ring[(int) (this.ticks % SLOTS)] = now();
		this.ticks++;
		long old = this.clock.nanoTime() - WINDOW_NANOS;
		this.failedRoutes.values().removeIf((nanos) -> nanos - old < 0);
	}

	/** Begins anew: what was before is nobody's fault any more. */
	synchronized void forget() {
		this.start = now();
		this.ticks = 0;
		this.failedRoutes.clear();
	}

	/** All panics that were failures, since the start. */
	long total() {
		return this.panics.sum();
	}

	synchronized Counts counts() {
		Sums now = now();
		Sums before = (this.ticks < SLOTS) ? this.start : this.ring[(int) (this.ticks % SLOTS)];
		return new Counts(now.panics() - before.panics(), now.failedRequests() - before.failedRequests(),
				now.requests() - before.requests(), this.failedRoutes.size());
	}

	private Sums now() {
		return new Sums(this.panics.sum(), this.failedRequests.sum(), this.requests.sum());
	}

}
