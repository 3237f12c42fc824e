/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.Context;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/**
 * Notes which thread works for a call, in each callback.
 *
 * @param <Q> type of requests
 */
final class ObservedListener<Q> extends ServerCall.Listener<Q> {

	private final ServerCall.Listener<Q> listener;

	private final GrpcCall call;

	private final ObservedCall<Q, ?> observed;

	private final @Nullable Context context;

	private final UncaughtCalls uncaught;

	ObservedListener(ServerCall.Listener<Q> listener, GrpcCall call, ObservedCall<Q, ?> observed,
			@Nullable Context context, UncaughtCalls uncaught) {
		this.listener = listener;
		this.call = call;
		this.observed = observed;
		this.context = context;
		this.uncaught = uncaught;
	}

	@Override
	public void onMessage(Q message) {
		// The client has been told to call again: nothing more may be done for this call.
		if (!this.observed.ended()) {
			run(() -> this.listener.onMessage(message), false);
		}
	}

	@Override
	public void onHalfClose() {
		this.call.halfClosed();
		if (this.observed.begin()) {
			run(this.listener::onHalfClose, false);
		}
	}

	@Override
	public void onReady() {
		if (!this.observed.ended()) {
			run(this.listener::onReady, false);
		}
	}

	@Override
	public void onCancel() {
		run(this.listener::onCancel, true);
		this.observed.release(null);
	}

	@Override
	public void onComplete() {
		// What the drain has ended looks cancelled.
		run(this.observed.ended() ? this.listener::onCancel : this.listener::onComplete, true);
		this.observed.release(null);
	}

	private void run(Runnable callback, boolean last) {
		this.call.enter();
		Context previous = (this.context != null) ? this.context.attach() : null;
		try {
			callback.run();
		}
		catch (RuntimeException | Error ex) {
			this.uncaught.uncaught(ex, this.call);
			throw ex;
		}
		finally {
			if (this.context != null && previous != null) {
				this.context.detach(previous);
			}
			this.call.leave(last);
		}
	}

}
