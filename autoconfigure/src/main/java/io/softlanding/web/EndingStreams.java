/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that one drain ends. Used by one thread.
 */
final class EndingStreams {

	private static final Logger logger = LoggerFactory.getLogger(EndingStreams.class);

	/**
	 * The end of a stream is a few bytes. One that cannot take them has lost its client.
	 */
	private static final long TO_END_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Ending one waits for a write that is under way, which may be stuck. */
	private static final long STUCK_MILLIS = 20;

	/** However many are stuck, the drain looks at the time after this long. */
	private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final StreamPolicy policy;

	private final NanoClock clock;

	private final Map<InFlightRequest, Long> asked = new HashMap<>();

	private final Set<InFlightRequest> cut = new HashSet<>();

	/** Whether streams are left alone and not waited for. */
	private final boolean rehearsal;

	EndingStreams(StreamPolicy policy, NanoClock clock, boolean rehearsal) {
		this.policy = policy;
		this.clock = clock;
		this.rehearsal = rehearsal;
	}

	/**
	 * Ends the streams that have not been ended yet, and cuts those that cannot be ended,
	 * or whose end has not arrived in time. Ordinary answers are left alone, whatever
	 * their route.
	 */
	void end(Collection<InFlightRequest> requests) throws InterruptedException {
		long now = this.clock.nanoTime();
		Queue<InFlightRequest> toEnd = new ConcurrentLinkedQueue<>();
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
				if (this.rehearsal) {
					continue;
				}
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
	private void complete(Queue<InFlightRequest> streams) throws InterruptedException {
		AtomicLong completed = new AtomicLong();
		long begun = this.clock.nanoTime();
		while (!streams.isEmpty() && this.clock.nanoTime() - begun < ROUND_NANOS) {
			Thread thread = new DrainThread("streams", () -> completeAll(streams, completed));
			thread.start();
			long before;
			do {
				before = completed.get();
				thread.join(STUCK_MILLIS);
			}
			while (thread.isAlive() && completed.get() != before);
		}
		// The next round goes on with those; the deadline does not wait for them.
		for (InFlightRequest next = streams.poll(); next != null; next = streams.poll()) {
			this.asked.remove(next);
		}
	}

	private static void completeAll(Queue<InFlightRequest> streams, AtomicLong completed) {
		for (InFlightRequest next = streams.poll(); next != null; next = streams.poll()) {
			try {
				next.complete();
			}
			catch (RuntimeException | Error ex) {
				logger.debug("A stream could not be ended", ex);
			}
			completed.incrementAndGet();
		}
	}

	/** Whether a stream is waited for no longer. */
	boolean isCut(InFlightRequest request) {
		return this.cut.contains(request) || this.rehearsal && this.asked.containsKey(request);
	}

	/** Returns how many streams are waited for no longer, by route. */
	Map<String, Integer> cut() {
		Map<String, Integer> routes = new TreeMap<>();
		this.cut.forEach((request) -> routes.merge(request.route(), 1, Integer::sum));
		return routes;
	}

	/** Returns how many streams this drain has ended, or has begun to end. */
	int told() {
		return this.asked.size();
	}

	/** Returns how many streams this drain has ended before they ended by themselves. */
	int ended() {
		return this.rehearsal ? 0 : told();
	}

	String toldText() {
		String streams = told() + ((told() == 1) ? " stream" : " streams");
		return this.rehearsal ? streams + " would be told to end" : streams + " told to end";
	}

}
