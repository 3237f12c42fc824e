package io.softlanding.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainThread;
import io.softlanding.drain.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that one drain ends. Used by one thread; another drain looks at them anew.
 */
final class EndingStreams {

	private static final Logger logger = LoggerFactory.getLogger(EndingStreams.class);

	/**
	 * The end of a stream is a few bytes. One that cannot take them has lost its client.
	 */
	private static final long TO_END_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Ending one waits for a write that is under way, which may be stuck. */
	private static final long STUCK_MILLIS = 20;

	private final StreamPolicy policy;

	private final NanoClock clock;

	private final Map<InFlightRequest, Long> asked = new HashMap<>();

	private final Set<InFlightRequest> cut = new HashSet<>();

	EndingStreams(StreamPolicy policy, NanoClock clock) {
		this.policy = policy;
		this.clock = clock;
	}

	/**
	 * Ends the streams that have not been ended yet, and gives up those that cannot be
	 * ended, or that have not ended though they were told to. Ordinary answers are left
	 * alone, whatever their route.
	 * @param requests all requests in flight
	 */
	void end(Collection<InFlightRequest> requests) throws InterruptedException {
		long now = this.clock.nanoTime();
		List<InFlightRequest> toEnd = new ArrayList<>();
		for (InFlightRequest request : requests) {
			StreamEnd end = this.policy.of(request);
			// Read before the completion: an event stream has it first.
			boolean events = request.eventStream();
			boolean endable = request.completion() != null;
			if (end == StreamEnd.CUT || (end == StreamEnd.COMPLETE && events && !endable)) {
				this.cut.add(request);
			}
			else if (end == StreamEnd.COMPLETE && endable) {
				Long since = this.asked.putIfAbsent(request, now);
				if (since == null) {
					toEnd.add(request);
				}
				else if (now - since >= TO_END_NANOS) {
					this.cut.add(request);
				}
			}
		}
		complete(toEnd);
	}

	/** Each thread goes as far as it comes; one that is stuck is left behind. */
	private void complete(List<InFlightRequest> streams) throws InterruptedException {
		Progress progress = new Progress(streams.iterator());
		while (!progress.done()) {
			Thread thread = new DrainThread("streams", progress::completeAll);
			thread.start();
			long before;
			do {
				before = progress.completed();
				thread.join(STUCK_MILLIS);
			}
			while (thread.isAlive() && progress.completed() != before);
		}
	}

	/**
	 * Whether a stream is waited for no longer.
	 * @param request a request
	 * @return {@code true} if it was cut, and has not ended before that
	 */
	boolean isCut(InFlightRequest request) {
		return this.cut.contains(request);
	}

	/**
	 * Returns how many streams are waited for no longer.
	 * @return their number, by route
	 */
	Map<String, Integer> cut() {
		Map<String, Integer> routes = new TreeMap<>();
		this.cut.forEach((request) -> routes.merge(request.route(), 1, Integer::sum));
		return routes;
	}

	/**
	 * How many streams were told to end.
	 */
	int told() {
		return this.asked.size();
	}

	/**
	 * What several threads have done, one after another.
	 */
	private static final class Progress {

		private final Iterator<InFlightRequest> streams;

		private volatile long completed;

		Progress(Iterator<InFlightRequest> streams) {
			this.streams = streams;
		}

		private synchronized InFlightRequest next() {
			return this.streams.next();
		}

		synchronized boolean done() {
			return !this.streams.hasNext();
		}

		long completed() {
			return this.completed;
		}

		private synchronized void count() {
			this.completed++;
		}

		void completeAll() {
			while (!done()) {
				try {
					next().complete();
				}
				catch (RuntimeException | Error ex) {
					logger.debug("A stream could not be ended", ex);
				}
				count();
			}
		}

	}

}
