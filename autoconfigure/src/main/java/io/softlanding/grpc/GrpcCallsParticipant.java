/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainReason;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.WorkSource;
import io.softlanding.time.NanoClock;

/**
 * Waits until every accepted call has ended. Calls that do not end by themselves are
 * ended at half of the time, calls of the health service at once.
 */
final class GrpcCallsParticipant implements DrainParticipant, WorkSource {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * How long a call may be on its way to a server that has sent GOAWAY, and a client
	 * may take to close its connection after its last call.
	 */
	static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** A server notices the end of a connection right after it was counted. */
	static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final GrpcCalls calls;

	private final GrpcServers servers;

	private final GrpcStatus status;

	private final GrpcStreamEnd streams;

	private final NanoClock clock;

	private final List<Runnable> whenExhausted = new CopyOnWriteArrayList<>();

	private volatile boolean ended;

	GrpcCallsParticipant(GrpcCalls calls, GrpcServers servers, GrpcStatus status, GrpcStreamEnd streams,
			NanoClock clock) {
		this.calls = calls;
		this.servers = servers;
		this.status = status;
		this.streams = streams;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "grpc-calls";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.IN_FLIGHT;
	}

	GrpcStatus status() {
		return this.status;
	}

	@Override
	public boolean exhausted() {
		return this.ended;
	}

	@Override
	public Collection<GrpcCall> running(Predicate<Thread> except) {
		return this.calls.oldest((call) -> {
			Thread thread = call.thread();
			return !call.endless() && (thread == null || !except.test(thread));
		}, Integer.MAX_VALUE);
	}

	@Override
	public void whenExhausted(Runnable action) {
		this.whenExhausted.add(action);
	}

	@Override
	public void resume() {
		this.ended = false;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.ended = false;
		Set<GrpcCall> told = ConcurrentHashMap.newKeySet();
		long begun = this.clock.nanoTime();
		boolean rehearsal = context.reason() == DrainReason.REHEARSAL;
		Predicate<GrpcCall> waitedFor = (call) -> {
			Thread thread = call.thread();
			return !(thread != null && context.initiatedBy(thread) || rehearsal && call.startNanos() - begun >= 0
					|| context.reason().isReversible() && call.streaming());
		};
		try {
			boolean idle = await(context, waitedFor, told);
			return result(context, idle, waitedFor, told);
		}
		catch (InterruptedException ex) {
			return result(context, false, waitedFor, told);
		}
		finally {
			this.ended = true;
			this.whenExhausted.forEach(Runnable::run);
		}
	}

	private boolean await(DrainContext context, Predicate<GrpcCall> waitedFor, Set<GrpcCall> told)
			throws InterruptedException {
		boolean ending = !context.reason().isReversible();
		Duration half = context.remaining().dividedBy(2);
		while (true) {
			if (ending) {
				this.calls.endInternal();
			}
			long left = context.forced() ? 0 : context.remaining().toNanos();
			long toHalf = left - half.toNanos();
			if (toHalf <= 0 && ending && this.streams == GrpcStreamEnd.UNAVAILABLE) {
				endStreams(waitedFor, told);
			}
			context.progress(this.status.line(waitedFor));
			long patience = Math.min((toHalf > 0) ? toHalf : PROGRESS_NANOS, Math.min(left, PROGRESS_NANOS));
			if (this.calls.await(() -> isIdle(waitedFor), patience, PROGRESS_NANOS)) {
				long patient = (ending && !this.calls.isQuiet()) ? Math.min(left, CLOSING_NANOS) : 0;
				boolean changed = this.calls.await(() -> !isIdle(waitedFor) || this.servers.areTerminated(), patient,
						LOOK_NANOS);
				if (isIdle(waitedFor) && (!changed || this.servers.areTerminated())) {
					return !ending || awaitUnobserved(context);
				}
			}
			else if (left == 0) {
				return false;
			}
		}
	}

	private boolean isIdle(Predicate<GrpcCall> waitedFor) {
		return this.calls.active().stream().noneMatch(waitedFor);
	}

	private void endStreams(Predicate<GrpcCall> waitedFor, Set<GrpcCall> told) {
		for (GrpcCall call : this.calls.oldest((call) -> waitedFor.test(call) && call.endless(), Integer.MAX_VALUE)) {
			if (this.calls.endStream(call)) {
				told.add(call);
			}
		}
	}

	/** Of other servers, it is only known when the last connection is closed. */
	private boolean awaitUnobserved(DrainContext context) {
		for (GrpcServers.Started server : unobserved()) {
			while (!server.server().isTerminated()) {
				long left = context.forced() ? 0 : context.remaining().toNanos();
				if (left == 0 || Thread.currentThread().isInterrupted()) {
					return false;
				}
				context.progress("connections of a gRPC server whose calls are not known");
				GrpcServers.awaitTermination(server.server(), Math.min(left, PROGRESS_NANOS));
			}
		}
		return true;
	}

	private List<GrpcServers.Started> unobserved() {
		return this.servers.unobserved().stream().filter((server) -> server.server().isShutdown()).toList();
	}

	private DrainResult result(DrainContext context, boolean idle, Predicate<GrpcCall> waitedFor, Set<GrpcCall> told) {
		long finished = Math.max(0, this.calls.endedDraining() - told.stream().filter(GrpcCall::ended).count());
		String ended = told.isEmpty() ? "" : "; %d streams ended with UNAVAILABLE".formatted(told.size());
		DrainResult result;
		List<GrpcCall> left = this.calls.oldest(waitedFor, Integer.MAX_VALUE);
		if (!idle && left.isEmpty()) {
			result = DrainResult
				.timedOut("Connections of %d gRPC servers whose calls are not known are still open",
						unobserved().size())
				.counting(finished, told.size());
		}
		else if (!idle) {
			long open = left.stream().filter((call) -> !told.contains(call)).count();
			result = DrainResult.timedOut("%s%s", this.status.line(waitedFor), ended)
				.with("unfinished", this.status.unfinished(waitedFor));
			if (!context.reason().isReversible()) {
				result = result.counting(finished, open + told.size());
			}
		}
		else if (told.isEmpty() && !context.reason().isReversible() && !this.servers.areTerminated()) {
			result = DrainResult
				.assumed("%d gRPC calls finished since the drain began; clients that have not closed their "
						+ "connections since GOAWAY are assumed to send no further call", finished)
				.counting(finished, 0);
		}
		else if (this.calls.active().stream().anyMatch(GrpcCall::streaming)) {
			// Without GOAWAY, their clients would come back to this instance.
			result = DrainResult.partial("%d gRPC calls finished since the drain began; streams stay open", finished);
		}
		else if (finished + told.size() == 0) {
			result = nothing(context);
		}
		else {
			String all = "%d gRPC %s finished since the drain began%s".formatted(finished,
					(finished == 1) ? "call" : "calls", ended);
			result = (told.isEmpty() ? DrainResult.completed("%s", all) : DrainResult.partial("%s", all))
				.counting(finished, told.size());
		}
		return told.isEmpty() ? result : result.with("endedStreams", byMethod(told));
	}

	private DrainResult nothing(DrainContext context) {
		int unknown = this.servers.unobserved().size();
		if (unknown == 0) {
			return DrainResult.nothingToDo("No gRPC call in flight");
		}
		return context.reason().isReversible()
				? DrainResult.assumed("Calls of %d gRPC servers are not known, and are assumed to have ended", unknown)
				: DrainResult.completed("All connections of %d gRPC servers are closed", unknown);
	}

	private static Map<String, Integer> byMethod(Collection<GrpcCall> calls) {
		Map<String, Integer> methods = new TreeMap<>();
		calls.forEach((call) -> methods.merge(call.route(), 1, Integer::sum));
		return methods;
	}

}
