/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.WorkSource;
import io.softlanding.process.BoundedWait;

/**
 * Waits until every accepted request has ended and its answer has been sent. Streams are
 * ended at half of the time, and no connection begins a request after that.
 */
final class RequestsParticipant implements DrainParticipant, WorkSource {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final Duration ROUND = Duration.ofMillis(200);

	private final RSocketRequests requests;

	private final RSocketStatus status;

	private final boolean endStreams;

	private volatile boolean exhausted;

	RequestsParticipant(RSocketRequests requests, RSocketStatus status, boolean endStreams) {
		this.requests = requests;
		this.status = status;
		this.endStreams = endStreams;
	}

	@Override
	public String name() {
		return "rsocket-requests";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	RSocketStatus status() {
		return this.status;
	}

	@Override
	public boolean exhausted() {
		return this.exhausted;
	}

	@Override
	public Collection<Interaction> running(Predicate<Thread> except) {
		return this.requests.oldest((each) -> !each.stream());
	}

	@Override
	public void resume() {
		this.exhausted = false;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		boolean ending = !context.reason().isReversible();
		long begun = this.requests.now();
		Predicate<Interaction> waitedFor = (each) -> ending
				|| !each.stream() && (context.reason() != DrainReason.REHEARSAL || each.startNanos() - begun < 0);
		long endedBefore = this.requests.ended();
		long cancelledBefore = this.requests.cancelled();
		long lostBefore = this.requests.lostRequests();
		Set<Interaction> told = ConcurrentHashMap.newKeySet();
		boolean idle = false;
		try {
			idle = await(context, ending, waitedFor, told);
		}
		catch (InterruptedException ex) {
			// The phase is over.
		}
		finally {
			this.exhausted = true;
		}
		long finished = Math.max(0,
				this.requests.ended() - endedBefore - told.stream().filter(Interaction::ended).count());
		long cancelled = this.requests.cancelled() - cancelledBefore;
		long lost = this.requests.lostRequests() - lostBefore;
		String notes = (told.isEmpty() ? "" : "; streams ended with CANCELED: " + told.size())
				+ ((cancelled == 0) ? "" : "; cancelled by clients: " + cancelled)
				+ ((lost == 0) ? "" : "; fire-and-forget requests that came too late: " + lost);
		return result(context, idle, waitedFor, told, finished, lost, notes);
	}

	private boolean await(DrainContext context, boolean ending, Predicate<Interaction> waitedFor, Set<Interaction> told)
			throws InterruptedException {
		Duration half = context.remaining().dividedBy(2);
		while (true) {
			long left = context.forced() ? 0 : context.remaining().toNanos();
			long toHalf = left - half.toNanos();
			if (ending && toHalf <= 0) {
				this.requests.refuse();
				if (this.endStreams) {
					endStreams(told);
				}
			}
			context.progress(this.status.line(waitedFor));
			long nanos = Math.min((toHalf > 0) ? toHalf : PROGRESS_NANOS, Math.min(left, PROGRESS_NANOS));
			if (BoundedWait.until(() -> isIdle(ending, waitedFor), this.requests::now, nanos, LOOK_NANOS)) {
				return true;
			}
			if (left == 0) {
				return false;
			}
		}
	}

	/** Callbacks of the application may block. */
	private void endStreams(Set<Interaction> told) {
		List<Runnable> tasks = new ArrayList<>();
		for (Interaction stream : this.requests.oldest((each) -> each.stream() && !told.contains(each))) {
			told.add(stream);
			tasks.add(() -> {
				if (!this.requests.endStream(stream)) {
					told.remove(stream);
				}
			});
		}
		if (!tasks.isEmpty()) {
			BoundedWait.each("rsocket-streams", ROUND, tasks);
		}
	}

	/** A closed connection has sent the last answer. */
	private boolean isIdle(boolean ending, Predicate<Interaction> waitedFor) {
		return !this.requests.isActive(waitedFor) && (!ending || this.requests.connections() == 0);
	}

	private DrainResult result(DrainContext context, boolean idle, Predicate<Interaction> waitedFor,
			Set<Interaction> told, long finished, long lost, String notes) {
		boolean reversible = context.reason().isReversible();
		DrainResult result;
		if (!idle) {
			int open = this.requests.oldest((each) -> waitedFor.test(each) && !told.contains(each)).size();
			result = DrainResult.timedOut("%s%s", this.status.line(waitedFor), notes)
				.with("unfinished", this.status.unfinished(waitedFor))
				.counting(finished, reversible ? 0 : open + told.size() + lost);
		}
		else if (!this.requests.oldest(Interaction::stream).isEmpty()) {
			result = DrainResult.partial("%d RSocket requests finished since the drain began; streams stay open%s",
					finished, notes);
		}
		else if (finished == 0 && notes.isEmpty()) {
			result = DrainResult.nothingToDo("No RSocket request in flight");
		}
		else {
			String text = "%d RSocket requests finished since the drain began%s".formatted(finished, notes);
			long forced = told.size() + lost;
			result = ((forced == 0) ? DrainResult.completed("%s", text) : DrainResult.partial("%s", text))
				.counting(finished, forced);
		}
		return told.isEmpty() ? result : result.with("endedStreams", byRoute(told));
	}

	private static Map<String, Integer> byRoute(Set<Interaction> streams) {
		Map<String, Integer> routes = new TreeMap<>();
		streams.forEach((stream) -> routes.merge(stream.route(), 1, Integer::sum));
		return routes;
	}

}
