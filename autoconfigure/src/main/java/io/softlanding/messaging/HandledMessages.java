/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Messages that listeners of one library handle. A thread handles one at a time.
 */
final class HandledMessages {

	private final NanoClock clock;

	private final ConcurrentHashMap<Thread, HandledMessage> current = new ConcurrentHashMap<>();

	private final LongAdder ended = new LongAdder();

	/** Threads that wait for messages to end. */
	private final Set<Thread> waiters = ConcurrentHashMap.newKeySet();

	HandledMessages(NanoClock clock) {
		this.clock = clock;
	}

	/**
	 * Notes that the calling thread begins to handle a message. One that it has not ended
	 * is taken for ended.
	 * @param container what received it
	 * @param listener id of the listener
	 * @param source queue, or topic, partition and offset
	 */
	void begin(Object container, String listener, Supplier<String> source) {
		HandledMessage before = this.current.put(Thread.currentThread(),
				new HandledMessage(container, listener, source, this.clock.nanoTime()));
		if (before != null) {
			count(before);
		}
	}

	/** Notes that the calling thread has ended what it has begun, if anything. */
	void end() {
		HandledMessage message = this.current.remove(Thread.currentThread());
		if (message != null) {
			count(message);
		}
	}

	private void count(HandledMessage message) {
		message.end();
		this.ended.increment();
		wakeUp();
	}

	/** Wakes threads that wait for something of this library. */
	void wakeUp() {
		this.waiters.forEach(LockSupport::unpark);
	}

	/** Begins or ends waking a thread each time a message ends. */
	void wake(Thread waiter, boolean wake) {
		if (wake) {
			this.waiters.add(waiter);
		}
		else {
			this.waiters.remove(waiter);
		}
	}

	/** Message of the calling thread. */
	@Nullable HandledMessage ofThisThread() {
		return this.current.get(Thread.currentThread());
	}

	Collection<HandledMessage> all() {
		return this.current.values();
	}

	/** Number of messages that have ended since the start. */
	long ended() {
		return this.ended.sum();
	}

}
