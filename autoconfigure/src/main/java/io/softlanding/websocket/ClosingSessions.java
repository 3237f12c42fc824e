/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that one drain closes. Used by one thread; the close frames are sent by
 * others, because a client that does not read can block them.
 */
final class ClosingSessions {

	private static final Logger logger = LoggerFactory.getLogger(ClosingSessions.class);

	/** A client that lives answers a close frame at once. */
	private static final long TO_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** What is stuck is left to its thread, and the next ones have another one. */
	private static final Duration ROUND = Duration.ofMillis(50);

	private final SessionsStatus status;

	private final int code;

	private final NanoClock clock;

	/** When the close frame of a session was begun. */
	private final Map<OpenSession, Long> asked = new ConcurrentHashMap<>();

	/** Sessions whose close frame is being sent. */
	private final Set<OpenSession> sending = ConcurrentHashMap.newKeySet();

	/** Sessions with a message that was being handled at the last look. */
	private Set<OpenSession> handling = new HashSet<>();

	/** The same, with those that were closed nevertheless. */
	private Set<OpenSession> working = Set.of();

	private Set<OpenSession> unanswered = Set.of();

	/** Sessions whose close frame waits for their handler. */
	private List<OpenSession> ending = List.of();

	private int notAwaited;

	/** Messages that an earlier drain has not handed over. */
	private final long droppedBefore;

	private long handled;

	private final LongAdder closed = new LongAdder();

	private final LongAdder failed = new LongAdder();

	/** Messages that were being handled when their session was closed. */
	private final List<Map<String, Object>> cutOff = new CopyOnWriteArrayList<>();

	private final long sinceNanos;

	ClosingSessions(SessionsStatus status, int code, NanoClock clock) {
		this.status = status;
		this.droppedBefore = status.dropped();
		this.code = code;
		this.clock = clock;
		this.sinceNanos = clock.nanoTime();
	}

	/**
	 * Looks at the open sessions.
	 * @param open all sessions whose connection is open
	 * @return those that have not been closed yet
	 */
	List<OpenSession> look(Collection<OpenSession> open) {
		Set<OpenSession> handling = new HashSet<>();
		Set<OpenSession> working = new HashSet<>();
		Set<OpenSession> unanswered = new HashSet<>();
		List<OpenSession> left = new ArrayList<>();
		List<OpenSession> ending = new ArrayList<>();
		for (OpenSession session : open) {
			OpenSession.Handling busy = session.handling();
			if (busy != null && isAwaited(busy)) {
				working.add(session);
			}
			Long since = this.asked.get(session);
			if (since == null) {
				left.add(session);
				if (working.contains(session)) {
					handling.add(session);
				}
			}
			else if (session.isEnding()) {
				ending.add(session);
				this.asked.put(session, this.clock.nanoTime());
			}
			else if (!this.sending.contains(session)) {
				unanswered.add(session);
			}
		}
		this.handling.removeAll(handling);
		this.handled += this.handling.size();
		this.handling = handling;
		this.working = working;
		this.unanswered = unanswered;
		this.ending = ending;
		return left;
	}

	/** Whether the message of a session was being handled at the last look. */
	boolean isHandling(OpenSession session) {
		return this.handling.contains(session);
	}

	/**
	 * Whether to wait for what a session does. What others send to its client since the
	 * closing has begun, for example to all clients, might never end.
	 */
	private boolean isAwaited(OpenSession.Handling handling) {
		Duration age = handling.age();
		return !handling.sends() || age == null || age.toNanos() >= this.clock.nanoTime() - this.sinceNanos;
	}

	/** Returns how many sessions have a message that is waited for. */
	int awaited() {
		return this.handling.size();
	}

	/** Returns the sessions that were at work at the last look, whether closed or not. */
	Set<OpenSession> working() {
		return this.working;
	}

	/** Returns the sessions whose close frame waits for their handler. */
	List<OpenSession> ending() {
		return this.ending.stream().filter(OpenSession::isEnding).toList();
	}

	/** Sends close frames that wait for a handler. */
	void closeNow(List<OpenSession> sessions) {
		sessions.forEach(OpenSession::closeNow);
		this.notAwaited += sessions.size();
	}

	/**
	 * Sends close frames.
	 * @param force whether to send them to sessions that handle a message by now
	 * @param counts whether such sessions count as forced
	 */
	void close(List<OpenSession> sessions, boolean force, boolean counts) {
		List<Runnable> tasks = new ArrayList<>(sessions.size());
		long now = this.clock.nanoTime();
		for (OpenSession session : sessions) {
			this.sending.add(session);
			this.asked.put(session, now);
			if (force) {
				this.handling.remove(session);
			}
			tasks.add(() -> close(session, force, counts));
		}
		if (!tasks.isEmpty()) {
			BoundedWait.each("websocket", ROUND, tasks);
		}
	}

	private void close(OpenSession session, boolean force, boolean counts) {
		try {
			OpenSession.Handling handling = session.handling();
			Map<String, Object> described = (counts && handling != null && isAwaited(handling))
					? SessionsStatus.describe(session, handling) : null;
			switch (session.close(this.code, "Server is shutting down", (busy) -> force || !isAwaited(busy))) {
				case BUSY -> this.asked.remove(session);
				case CLOSED, ENDING -> {
					this.closed.increment();
					if (described != null) {
						this.cutOff.add(described);
					}
				}
				default -> logger.debug("A WebSocket session has ended by itself");
			}
		}
		catch (Exception | LinkageError ex) {
			this.failed.increment();
			logger.debug("A WebSocket session could not be closed", ex);
		}
		finally {
			this.sending.remove(session);
		}
	}

	/** Whether close frames are under way, or clients may still answer theirs. */
	boolean isAnswerPending() {
		long now = this.clock.nanoTime();
		Predicate<OpenSession> pending = (session) -> {
			Long since = this.asked.get(session);
			return since != null && now - since < TO_ANSWER_NANOS;
		};
		return !this.ending.isEmpty() || this.sending.stream().anyMatch(pending)
				|| this.unanswered.stream().anyMatch(pending);
	}

	/** Forgets sessions that are gone, so that their objects can be collected. */
	void forget(Collection<OpenSession> open) {
		Set<OpenSession> known = new HashSet<>(open);
		for (Iterator<OpenSession> all = this.asked.keySet().iterator(); all.hasNext();) {
			OpenSession session = all.next();
			if (!known.contains(session) && !this.sending.contains(session)) {
				all.remove();
			}
		}
	}

	long closed() {
		return this.closed.sum();
	}

	/** Close frames that could not be sent, including those that are stuck. */
	long failed() {
		return this.failed.sum() + this.sending.size();
	}

	/** Messages that were being handled when their session was closed. */
	List<Map<String, Object>> cutOff() {
		return this.cutOff;
	}

	/** How many messages were seen being handled, and then no longer. */
	long handled() {
		return this.handled;
	}

	int unanswered() {
		return this.unanswered.size();
	}

	/** Returns how many messages were not handed over to their handlers. */
	long dropped() {
		return this.status.dropped() - this.droppedBefore;
	}

	/** How many sessions were closed although their handler may have been at work. */
	int notAwaited() {
		return this.notAwaited;
	}

}
