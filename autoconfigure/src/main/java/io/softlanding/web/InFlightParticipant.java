/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.RehearsableParticipant;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;

/**
 * Waits until every accepted request has been answered, and has later ones rejected.
 *
 * <p>
 * The last request to finish wakes the waiting thread. Only what the server has not
 * counted yet has to be looked for: connections that wait for a thread, and threads that
 * have just taken one.
 */
final class InFlightParticipant implements RehearsableParticipant, WorkSource {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** A look that comes later than this shows that no thread ran meanwhile. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final InFlightRequests requests;

	private final Supplier<ServerQueue> queue;

	private final InFlightStatus status;

	private final StreamPolicy streams;

	private final NanoClock clock;

	private final boolean interruptUnfinished;

	private final List<Runnable> whenExhausted = new CopyOnWriteArrayList<>();

	private volatile boolean ended;

	/** Whether the server was busy with something that is only taken to be no request. */
	private volatile boolean guessed;

	InFlightParticipant(InFlightRequests requests, Supplier<ServerQueue> queue, InFlightStatus status,
			StreamPolicy streams, NanoClock clock, boolean interruptUnfinished) {
		this.requests = requests;
		this.queue = queue;
		this.status = status;
		this.streams = streams;
		this.clock = clock;
		this.interruptUnfinished = interruptUnfinished;
	}

	@Override
	public String name() {
		return "requests";
	}

	InFlightStatus status() {
		return this.status;
	}

	@Override
	public boolean awaitsRequests() {
		return true;
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
	public Collection<InFlightRequest> running(Predicate<Thread> except) {
		return this.requests.oldest(Integer.MAX_VALUE).stream().filter((request) -> {
			Thread thread = request.thread();
			boolean stream = request.eventStream() || request.completion() != null;
			return !stream && (thread == null || !except.test(thread));
		}).toList();
	}

	@Override
	public void whenExhausted(Runnable action) {
		this.whenExhausted.add(action);
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.ended = false;
		try {
			return await(context);
		}
		finally {
			this.ended = true;
			this.whenExhausted.forEach(Runnable::run);
		}
	}

	private DrainResult await(DrainContext context) {
		boolean rehearsal = context.reason() == DrainReason.REHEARSAL;
		EndingStreams ending = new EndingStreams(this.streams, this.clock, rehearsal);
		long begun = this.clock.nanoTime();
		Predicate<InFlightRequest> ignored = (request) -> {
			Thread thread = request.thread();
			return (thread != null && context.initiatedBy(thread)) || ending.isCut(request)
					|| rehearsal && request.startNanos() - begun >= 0;
		};
		DrainResult result = finished(context, ignored, ending) ? finished(ending)
				: unfinished(ignored.negate(), !context.reason().isReversible(), cut(ending));
		Map<String, Integer> cut = ending.cut();
		return cut.isEmpty() ? result : result.with("forcedStreams", cut);
	}

	private DrainResult finished(EndingStreams ending) {
		int cut = cut(ending);
		String streams = ((ending.told() > 0) ? "; " + ending.toldText() : "")
				+ ((cut > 0) ? "; %d streams not waited for".formatted(cut) : "");
		long finished = this.requests.finishedDraining();
		String all = (finished + cut == 0) ? "No request in flight" : "%d %s finished since the drain began%s"
			.formatted(finished, (finished == 1) ? "request" : "requests", streams);
		if (cut > 0) {
			return DrainResult.partial("%s", all).counting(finished, cut);
		}
		if (this.guessed) {
			return DrainResult.assumed("%s; other work of the server is assumed not to be a request", all)
				.counting(finished, 0);
		}
		if (ending.ended() > 0) {
			// Whether they would have ended by themselves is not known.
			return DrainResult.assumed("%s, whose clients are assumed to connect again", all).counting(finished, 0);
		}
		return (finished == 0) ? DrainResult.nothingToDo("%s", all)
				: DrainResult.completed("%s", all).counting(finished, 0);
	}

	private static int cut(EndingStreams ending) {
		return ending.cut().values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public void resume() {
		this.ended = false;
		this.requests.resume();
	}

	@Override
	public DrainParticipant standIn() {
		InFlightRequests none = new InFlightRequests(this.clock);
		none.announce();
		none.finish(none.startInTime("GET", "/"));
		return new InFlightParticipant(none, this.queue, new InFlightStatus(none, this.queue, List.of()), this.streams,
				this.clock, false);
	}

	/**
	 * Waits until everything is answered, the time is over or the drain is forced.
	 * Nothing is accepted after that, whichever it was.
	 */
	private boolean finished(DrainContext context, Predicate<InFlightRequest> ignored, EndingStreams ending) {
		Duration half = context.remaining().dividedBy(2);
		int era = this.requests.era();
		boolean rehearsal = context.reason() == DrainReason.REHEARSAL;
		if (rehearsal) {
			this.requests.serveLate(era);
		}
		try {
			boolean idle = false;
			try {
				do {
					context.progress(this.status.line());
					long toHalf = context.remaining().minus(half).toNanos();
					if (toHalf <= 0) {
						ending.end(this.requests.oldest(Integer.MAX_VALUE));
					}
					idle = awaitIdle(ignored, (toHalf > 0) ? Math.min(toHalf, patience(context)) : patience(context));
				}
				while (!idle && !context.forced() && !context.remaining().isZero());
			}
			finally {
				if (!rehearsal) {
					this.requests.close(era);
				}
			}
			// One may have been accepted between the last look and the close.
			boolean finished = idle && this.requests.awaitIdle(ignored, context.remaining().toNanos());
			if (finished && !rehearsal) {
				this.queue.get().close();
			}
			return finished;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static long patience(DrainContext context) {
		return context.forced() ? 0 : Math.min(context.remaining().toNanos(), PROGRESS_NANOS);
	}

	private boolean awaitIdle(Predicate<InFlightRequest> ignored, long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		long idle = 0;
		long seen = 0;
		boolean wasIdle = false;
		while (true) {
			if (!this.requests.awaitIdle(ignored, 0)) {
				wasIdle = false;
				if (!this.requests.awaitIdle(ignored, Math.max(0, end - this.clock.nanoTime()))) {
					return false;
				}
			}
			long now = this.clock.nanoTime();
			idle = wasIdle ? idle + Math.min(now - seen, PAUSE_NANOS) : 0;
			seen = now;
			wasIdle = true;
			ServerQueue queue = this.queue.get();
			if (queue.waiting() == 0) {
				boolean busy = queue.busy();
				if (!busy || idle > queue.toRequestNanos()) {
					this.guessed = busy && queue.guesses();
					return true;
				}
			}
			if (now - end >= 0) {
				return false;
			}
			this.clock.sleep(LOOK_NANOS);
		}
	}

	private DrainResult unfinished(Predicate<InFlightRequest> waitedFor, boolean ending, int cut) {
		List<Map<String, Object>> unfinished = this.status.unfinished(waitedFor);
		if (!ending) {
			// They may take their time.
			return DrainResult.timedOut("%s", this.status.line()).with("unfinished", unfinished);
		}
		List<InFlightRequest> left = this.requests.oldest(Integer.MAX_VALUE).stream().filter(waitedFor).toList();
		left.forEach(InFlightRequest::giveUp);
		if (this.interruptUnfinished) {
			left.forEach(InFlightRequest::interrupt);
		}
		return DrainResult.timedOut("%s%s", this.status.line(), this.interruptUnfinished ? "; interrupted" : "")
			.counting(this.requests.finishedDraining(), left.size() + cut)
			.with("unfinished", unfinished);
	}

}
