/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.util.function.Supplier;

import io.softlanding.inflight.Work;

/**
 * A message, or a batch of messages, that a listener handles.
 */
final class HandledMessage implements Work {

	private final Object container;

	private final String listener;

	private final Supplier<String> source;

	private final Thread thread = Thread.currentThread();

	private final long startNanos;

	private volatile boolean ended;

	HandledMessage(Object container, String listener, Supplier<String> source, long startNanos) {
		this.container = container;
		this.listener = listener;
		this.source = source;
		this.startNanos = startNanos;
	}

	@Override
	public String description() {
		return this.listener + " " + source();
	}

	@Override
	public boolean ended() {
		return this.ended;
	}

	/** Called once nothing of it runs any more. */
	void end() {
		this.ended = true;
	}

	/** Its container (Kafka), or the name of its queue (RabbitMQ). */
	Object container() {
		return this.container;
	}

	/** Id of the listener. */
	String listener() {
		return this.listener;
	}

	/** Queue, or topic, partition and offset. */
	String source() {
		return this.source.get();
	}

	Thread thread() {
		return this.thread;
	}

	long startNanos() {
		return this.startNanos;
	}

}
