package io.softlanding.panic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.softlanding.drain.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often routes were answered with a fallback, and a line in the log for the first of
 * each window.
 */
final class FallbackUse {

	static final String LAST_GOOD = "last-good";

	static final String STATIC = "static";

	static final String EMPTY = "empty";

	static final List<String> KINDS = List.of(LAST_GOOD, STATIC, EMPTY);

	private static final Logger logger = LoggerFactory.getLogger(FallbackUse.class);

	private final NanoClock clock;

	private final long windowNanos;

	/** Complete from the start. */
	private final Map<String, Route> routes = new LinkedHashMap<>();

	private static final class Route {

		private final Map<String, LongAdder> uses = Map.of(LAST_GOOD, new LongAdder(), STATIC, new LongAdder(), EMPTY,
				new LongAdder());

		/** Guarded by this, as is what follows. */
		private boolean logged;

		private long loggedNanos;

		private long more;

	}

	FallbackUse(Collection<String> routes, NanoClock clock, long windowNanos) {
		routes.forEach((route) -> this.routes.put(route, new Route()));
		this.clock = clock;
		this.windowNanos = windowNanos;
	}

	Collection<String> routes() {
		return this.routes.keySet();
	}

	long count(String route, String kind) {
		return uses(get(route), kind).sum();
	}

	/**
	 * Counts a use.
	 * @param error what failed; {@code null} if the breaker is open
	 * @param nanos how long the call took
	 */
	void used(String name, String kind, @Nullable Throwable error, long nanos) {
		Route route = get(name);
		uses(route, kind).increment();
		long more;
		synchronized (route) {
			long now = this.clock.nanoTime();
			if (route.logged && now - route.loggedNanos < this.windowNanos) {
				route.more++;
				return;
			}
			route.logged = true;
			route.loggedNanos = now;
			more = route.more;
			route.more = 0;
		}
		// Not its message, which may tell of users.
		logger.warn("{} was answered with fallback {} after {}ms: {} ({} more since the last such line)", name, kind,
				TimeUnit.NANOSECONDS.toMillis(nanos),
				(error != null) ? error.getClass().getName() : "circuit breaker is open", more);
	}

	@SuppressWarnings("NullAway") // complete from the start
	private static LongAdder uses(Route route, String kind) {
		return route.uses.get(kind);
	}

	@SuppressWarnings("NullAway") // complete from the start
	private Route get(String route) {
		return this.routes.get(route);
	}

}
