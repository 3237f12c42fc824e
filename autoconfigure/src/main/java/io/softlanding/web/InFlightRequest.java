/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.function.Supplier;

import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request between its arrival and the last byte of its answer. Holds copies only:
 * servers recycle their request objects.
 */
final class InFlightRequest implements ServedRequest {

	private static final int SPREAD = 0x9E3779B9;

	private final String method;

	private final long startNanos;

	private final int hash;

	/**
	 * Written by the thread that serves the request, read by others: a stale value is
	 * harmless.
	 */
	private String route;

	/** Written and read like the route: it knows more, once there is more to know. */
	private @Nullable Supplier<@Nullable String> routing;

	/** Guarded by this. */
	private @Nullable Thread thread;

	/** Guarded by this. */
	private boolean interrupted;

	private volatile boolean ended;

	private volatile boolean givenUp;

	private volatile boolean eventStream;

	private volatile @Nullable Runnable completion;

	private volatile @Nullable Response response;

	InFlightRequest(String method, String route, long startNanos) {
		this.method = method;
		this.route = route;
		this.startNanos = startNanos;
		// Cheaper than the identity hash, and as good a spread.
		this.hash = ((int) startNanos ^ (int) Thread.currentThread().getId() << 16) * SPREAD;
	}

	/**
	 * The calling thread serves this request from here on.
	 */
	synchronized void attach() {
		this.thread = Thread.currentThread();
	}

	/**
	 * The calling thread is done with this request; an interrupt that was meant for it
	 * must not hit what the thread does next, be it only the rest of this answer.
	 */
	synchronized void detach() {
		this.thread = null;
		if (this.interrupted) {
			this.interrupted = false;
			Thread.interrupted();
		}
	}

	/**
	 * Interrupts the thread that serves this request, if there is one.
	 */
	synchronized void interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	synchronized @Nullable Thread thread() {
		return this.thread;
	}

	void route(String route) {
		this.route = route;
	}

	/**
	 * Sets where to ask for the route when it is needed.
	 * @param routing what answers; {@code null} for as long as no route was chosen
	 */
	void route(Supplier<@Nullable String> routing) {
		this.routing = routing;
	}

	@Override
	public String route() {
		Supplier<@Nullable String> routing = this.routing;
		String chosen = (routing != null) ? routing.get() : null;
		return (chosen != null) ? chosen : this.route;
	}

	@Override
	public String method() {
		return this.method;
	}

	/** It was answered to its last byte. */
	void end() {
		this.ended = true;
	}

	/** The drain does not wait for it any more. */
	void giveUp() {
		this.givenUp = true;
	}

	@Override
	public boolean ended() {
		return this.ended;
	}

	@Override
	public boolean isOver() {
		return this.ended || this.givenUp;
	}

	/** It answers with events, for as long as both sides like. */
	void markEventStream() {
		this.eventStream = true;
	}

	boolean eventStream() {
		Response response = this.response;
		return this.eventStream || (response != null && response.isEvents());
	}

	/** The server knows more of its answer. */
	void response(Response response) {
		this.response = response;
	}

	/** The instance drains from now on. */
	void announce() {
		Response response = this.response;
		if (response != null) {
			response.announce();
		}
	}

	void completion(Runnable completion) {
		this.completion = completion;
	}

	/**
	 * Returns what ends the answer as the application would.
	 * @return it, or {@code null} if only the application can
	 */
	@Nullable Runnable completion() {
		Response response = this.response;
		return (response != null && response.isEndable()) ? response::end : this.completion;
	}

	void complete() {
		Runnable completion = completion();
		if (completion != null) {
			completion.run();
		}
	}

	long startNanos() {
		return this.startNanos;
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	/**
	 * Response as its server sees it. Any thread may call it.
	 */
	interface Response {

		/** The instance drains from now on. */
		void announce();

		/** Whether it has begun, and is a stream of events. */
		boolean isEvents();

		/** Whether it has begun, and can be ended between two of its items. */
		boolean isEndable();

		/** Ends it as the application would, after the item that is being written. */
		void end();

	}

}
