/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.UpgradedConnections;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;

/**
 * Closes sessions at a limited rate, each when no message of it is being handled, and
 * waits until the messages have been handled and the clients have answered. Where
 * messages cannot be seen, a session is closed when its handler has returned, and at the
 * latest when half of the time is over.
 */
final class SessionsParticipant implements DrainParticipant, WorkSource, UpgradedConnections {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * After a pause of this process, a fifth more than the rate are closed in a second.
	 */
	private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** Every how many looks the progress is noted. */
	private static final int LOOKS_PER_LINE = 25;

	/** At the end, sessions are closed although their messages are being handled. */
	private static final Duration TO_FORCE = Duration.ofMillis(500);

	/** Just before the end, all are closed. */
	private static final Duration AT_ONCE = Duration.ofMillis(100);

	private static final double NANOS_PER_SECOND = 1e9;

	private final SessionsStatus status;

	private final int ratePerSecond;

	private final int code;

	private final NanoClock clock;

	private final List<Runnable> whenExhausted = new CopyOnWriteArrayList<>();

	private volatile boolean ended;

	/** Sessions whose messages were being handled at the last look. */
	private volatile Set<OpenSession> handling = Set.of();

	SessionsParticipant(SessionsStatus status, int ratePerSecond, int code, NanoClock clock) {
		this.status = status;
		this.ratePerSecond = ratePerSecond;
		this.code = code;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "websocket";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	@Override
	public boolean exhausted() {
		return this.ended;
	}

	@Override
	public void whenExhausted(Runnable action) {
		this.whenExhausted.add(action);
	}

	@Override
	public int threads() {
		int threads = 0;
		for (OpenSession session : this.handling) {
			if (session.onServerThread()) {
				threads++;
			}
		}
		return threads;
	}

	@Override
	public void resume() {
		this.handling = Set.of();
		this.ended = false;
	}

	SessionsStatus status() {
		return this.status;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.ended = false;
		try {
			if (context.reason() == DrainReason.REHEARSAL) {
				List<OpenSession> open = new ArrayList<>();
				this.status.open(open);
				return DrainResult.skipped("Rehearsal: %d WebSocket sessions stay open", open.size());
			}
			return closeAll(context);
		}
		finally {
			this.ended = true;
			this.whenExhausted.forEach(Runnable::run);
		}
	}

	private DrainResult closeAll(DrainContext context) {
		ClosingSessions closing = new ClosingSessions(this.status, this.code, this.clock);
		Pace pace = new Pace();
		Pace latePace = new Pace();
		long closedBefore = this.status.closed();
		Duration total = context.remaining();
		boolean reversible = context.reason().isReversible();
		boolean known = true;
		int looks = 0;
		try {
			while (true) {
				List<OpenSession> open = new ArrayList<>();
				known &= this.status.open(open);
				List<OpenSession> left = closing.look(open);
				left.sort(Comparator.comparing(closing::isHandling));
				closing.forget(open);
				this.handling = closing.working();
				this.status.closed(closedBefore + closing.closed());
				Duration remaining = context.remaining();
				Duration toForce = min(total.dividedBy(4),
						TO_FORCE.plus(Duration.ofMillis(closing.awaited() * 1000L / this.ratePerSecond)));
				boolean force = !reversible && (context.forced() || remaining.compareTo(toForce) <= 0);
				boolean own = left.stream()
					.allMatch((session) -> closing.isHandling(session) && waits(context, session));
				boolean half = remaining.compareTo(total.dividedBy(2)) <= 0;
				List<OpenSession> late = (half || force) ? closing.ending() : List.of();
				closing.closeNow(late.subList(0, latePace.next(late.size(), remaining.minus(toForce))));
				if (force || own) {
					boolean all = own || context.forced() || remaining.compareTo(AT_ONCE) <= 0;
					int next = all ? left.size() : pace.next(left.size(), remaining.minus(AT_ONCE));
					closing.close(left.subList(0, next), !reversible, !own);
					if (remaining.isZero() || context.forced() || (next == left.size() && !closing.isAnswerPending())) {
						break;
					}
				}
				else if (remaining.isZero() || context.forced()) {
					break;
				}
				else {
					List<OpenSession> idle = left.stream().filter((session) -> !closing.isHandling(session)).toList();
					int next = pace.next(idle.size(), remaining.minus(toForce));
					closing.close(idle.subList(0, next), false, false);
				}
				if (looks++ % LOOKS_PER_LINE == 0) {
					context.progress(this.status.line(left.isEmpty() ? open : left));
				}
				this.clock.sleep(LOOK_NANOS);
			}
		}
		catch (InterruptedException ex) {
			// The phase is over: what was not closed is the result.
		}
		List<OpenSession> open = new ArrayList<>();
		known &= this.status.open(open);
		List<OpenSession> left = closing.look(open);
		closing.closeNow(closing.ending());
		this.status.closed(closedBefore + closing.closed());
		return SessionsResult.of(this.status, closing, left, this.code, known, pace.hurried() || latePace.hurried());
	}

	/** Whether the handler of a session has begun this drain and waits for it. */
	private static boolean waits(DrainContext context, OpenSession session) {
		OpenSession.Handling handling = session.handling();
		if (handling == null) {
			return false;
		}
		Thread[] threads = new Thread[Thread.activeCount() * 2 + 50];
		int count = root().enumerate(threads);
		return Arrays.stream(threads, 0, count)
			.anyMatch((thread) -> thread.getName().equals(handling.thread()) && context.initiatedBy(thread));
	}

	private static ThreadGroup root() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
			group = parent;
		}
		return group;
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/** How many sessions may be closed since it was last asked. */
	private final class Pace {

		private long asked = SessionsParticipant.this.clock.nanoTime();

		/** The first one need not wait. */
		private double allowed = 1;

		private boolean hurried;

		int next(int left, Duration time) {
			int rate = SessionsParticipant.this.ratePerSecond;
			long now = SessionsParticipant.this.clock.nanoTime();
			double needed = left * NANOS_PER_SECOND / Math.max(LOOK_NANOS, time.toNanos());
			this.hurried |= needed > rate;
			this.allowed += Math.max(rate, needed) * Math.min(now - this.asked, MOST_NANOS) / NANOS_PER_SECOND;
			this.asked = now;
			int next = (int) Math.min(left, this.allowed);
			this.allowed -= next;
			if (next == left) {
				this.allowed = Math.min(this.allowed, 1);
			}
			return next;
		}

		/** Whether the time did not suffice for the rate. */
		boolean hurried() {
			return this.hurried;
		}

	}

}
