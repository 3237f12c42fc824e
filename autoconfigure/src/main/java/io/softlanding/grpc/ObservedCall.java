/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.util.Objects;
import java.util.concurrent.CancellationException;

import io.grpc.Context;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call that a drain can end while the application uses it. To the application, it looks
 * as if the client had cancelled it.
 *
 * @param <Q> type of requests
 * @param <R> type of responses
 */
final class ObservedCall<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {

	private final @Nullable HealthAnswers health;

	/** The context of a call that may be ended, cancelled then. */
	private final Context.@Nullable CancellableContext context;

	/** The latest answer of the health service, and what the client got instead. */
	private @Nullable R answer;

	private @Nullable R sent;

	private boolean closed;

	/** Whether the handler has the whole request of a call with one answer. */
	private boolean begun;

	/** Set under the lock: nothing of the application reaches the call after that. */
	private volatile boolean ended;

	ObservedCall(ServerCall<Q, R> call, @Nullable HealthAnswers health, Context.@Nullable CancellableContext context) {
		super(call);
		this.health = health;
		this.context = context;
	}

	@Override
	public synchronized void sendHeaders(Metadata headers) {
		if (!this.ended) {
			super.sendHeaders(headers);
		}
	}

	@Override
	public synchronized void sendMessage(R message) {
		if (!this.ended) {
			super.sendMessage((this.health != null) ? translated(this.health, message) : message);
		}
	}

	private R translated(HealthAnswers health, R answer) {
		this.answer = answer;
		R sent = health.translate(answer);
		this.sent = sent;
		return sent;
	}

	/** Sends the client of a watch its status if it is another one now. */
	synchronized void healthChanged() {
		R answer = this.answer;
		if (this.health == null || answer == null || this.closed || this.ended
				|| getMethodDescriptor().getType().serverSendsOneMessage()) {
			return;
		}
		R before = this.sent;
		R now = translated(this.health, answer);
		if (!Objects.equals(now, before)) {
			super.sendMessage(now);
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.closed = true;
		}
		super.close(status, trailers);
	}

	@Override
	public boolean isReady() {
		return !this.ended && super.isReady();
	}

	@Override
	public boolean isCancelled() {
		return this.ended || super.isCancelled();
	}

	/**
	 * Called before the handler gets the end of the request. A call with one answer is
	 * not ended after that: its client would repeat what the handler does.
	 * @return whether the handler may go on
	 */
	synchronized boolean begin() {
		if (!this.ended) {
			this.begun = getMethodDescriptor().getType().serverSendsOneMessage();
		}
		return !this.ended;
	}

	/** Whether the drain has ended it. */
	boolean ended() {
		return this.ended;
	}

	/**
	 * Ends the call, unless it has been closed or cancelled.
	 * @return whether it was ended by this
	 */
	boolean end(Status status) {
		synchronized (this) {
			if (this.closed || this.begun || this.ended || super.isCancelled()) {
				return false;
			}
			this.ended = true;
		}
		// Not under the lock: a callback of the application may run on this thread.
		super.close(status, new Metadata());
		release(new CancellationException(status.getDescription()));
		return true;
	}

	/** Cancels the context. The call is over. */
	void release(@Nullable Throwable cause) {
		if (this.context != null) {
			this.context.cancel(cause);
		}
	}

}
