/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.grpc.Context;
import io.grpc.Status;
import io.softlanding.inflight.CurrentRequest;
import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * The calls that are in flight on the gRPC servers of one context. Any thread may begin
 * and end calls and wait for them.
 */
final class GrpcCalls implements CurrentRequest, Ordered {

	/** Goes where the application takes the context of its call. */
	static final Context.Key<GrpcCall> CURRENT = Context.key("softlanding-call");

	/** What clients get whose calls a drain ends. */
	static final Status ENDING = Status.UNAVAILABLE.withDescription("The instance is shutting down. Call another one.");

	private final NanoClock clock;

	private final Set<GrpcCall> active = ConcurrentHashMap.newKeySet();

	/** Calls of the health service and of server reflection. */
	private final Set<GrpcCall> internal = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final LongAdder endedDraining = new LongAdder();

	private final LongAdder endedStreams = new LongAdder();

	private volatile boolean draining;

	private volatile boolean notServing;

	private volatile boolean internalEnded;

	private final Set<Thread> waiters = ConcurrentHashMap.newKeySet();

	/** Whether a thread waits for the drain, so that its call is not awaited. */
	private volatile Predicate<Thread> waitsForDrain = (thread) -> false;

	/** Whether no call has come after GOAWAY for as long as one may take. */
	private volatile boolean quiet;

	GrpcCalls(NanoClock clock) {
		this.clock = clock;
	}

	GrpcCall begin(String fullMethodName, boolean network) {
		GrpcCall call = new GrpcCall(this, fullMethodName, this.clock.nanoTime(), network);
		add(call);
		return call;
	}

	/** Also called when a thread begins with a call: its client may have left before. */
	void add(GrpcCall call) {
		(call.internal() ? this.internal : this.active).add(call);
	}

	/** Two threads may call this at the same time. */
	void ended(GrpcCall call) {
		if (call.internal()) {
			this.internal.remove(call);
			return;
		}
		// Before it is removed: the thread that waits reads the number at once.
		boolean counted = this.draining && this.active.contains(call);
		if (counted) {
			this.endedDraining.increment();
		}
		if (!this.active.remove(call) && counted) {
			this.endedDraining.decrement();
		}
		wakeUp();
	}

	void connected() {
		this.connections.incrementAndGet();
	}

	void disconnected() {
		this.connections.decrementAndGet();
		wakeUp();
	}

	private void wakeUp() {
		this.waiters.forEach(LockSupport::unpark);
	}

	@Override
	public @Nullable GrpcCall get() {
		GrpcCall call = CURRENT.get();
		return (call != null && !call.ended()) ? call : null;
	}

	/** Before HTTP requests, which may carry the call, and after jobs in it. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	/** Tells clients of the health service that the instance serves, or does not. */
	void serving(boolean serving) {
		this.notServing = !serving;
		for (GrpcCall call : this.internal) {
			ObservedCall<?, ?> observed = call.observed();
			if (observed != null) {
				observed.healthChanged();
			}
		}
	}

	boolean notServing() {
		return this.notServing;
	}

	void drain(Predicate<Thread> waitsForDrain) {
		this.waitsForDrain = waitsForDrain;
		if (!this.draining) {
			this.quiet = false;
			this.endedDraining.reset();
			this.draining = true;
		}
	}

	void resume() {
		this.draining = false;
		this.internalEnded = false;
	}

	boolean draining() {
		return this.draining;
	}

	/** Ends calls that tell of the server, and those that come later. */
	void endInternal() {
		this.internalEnded = true;
		this.internal.stream().filter(GrpcCall::endless).forEach((call) -> call.end(ENDING));
	}

	boolean internalEnded() {
		return this.internalEnded;
	}

	/** Ends a call in the name of the drain. */
	boolean endStream(GrpcCall call) {
		if (!call.end(ENDING)) {
			return false;
		}
		this.endedStreams.increment();
		return true;
	}

	/** Whether the thread that handles it waits for the drain. */
	boolean waitsForDrain(GrpcCall call) {
		Thread thread = call.thread();
		return thread != null && this.waitsForDrain.test(thread);
	}

	/** Notes that clients have had the time to send calls that were on their way. */
	void quiet() {
		this.quiet = true;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	int connections() {
		return Math.max(0, this.connections.get());
	}

	int watching() {
		return this.internal.size();
	}

	Collection<GrpcCall> active() {
		return this.active;
	}

	long endedDraining() {
		return this.endedDraining.sum();
	}

	long endedStreams() {
		return this.endedStreams.sum();
	}

	List<GrpcCall> oldest(Predicate<GrpcCall> which, int most) {
		long now = this.clock.nanoTime();
		return this.active.stream()
			.filter(which)
			.sorted(Comparator.comparingLong((GrpcCall call) -> call.startNanos() - now))
			.limit(most)
			.toList();
	}

	long ageNanos(GrpcCall call) {
		return this.clock.nanoTime() - call.startNanos();
	}

	/**
	 * Waits until a condition is true. Ends of calls and of connections have it checked
	 * again.
	 * @param nanos how long at most
	 * @param lookNanos interval at which it is checked in any case
	 * @return whether it is true
	 */
	boolean await(BooleanSupplier condition, long nanos, long lookNanos) throws InterruptedException {
		this.waiters.add(Thread.currentThread());
		try {
			return BoundedWait.until(condition, this.clock::nanoTime, nanos, lookNanos);
		}
		finally {
			this.waiters.remove(Thread.currentThread());
		}
	}

}
