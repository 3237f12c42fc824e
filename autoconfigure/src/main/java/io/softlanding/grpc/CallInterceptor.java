/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Outermost interceptor of a server. Changes neither headers nor messages nor statuses,
 * except the answers of the health service while the instance drains.
 */
final class CallInterceptor implements ServerInterceptor {

	private final GrpcCalls calls;

	private final @Nullable HealthAnswers health;

	private final UncaughtCalls uncaught;

	CallInterceptor(GrpcCalls calls, @Nullable HealthAnswers health, UncaughtCalls uncaught) {
		this.calls = calls;
		this.health = health;
		this.uncaught = uncaught;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		GrpcCall known = GrpcCalls.CURRENT.get();
		if (known == null || known.observed() != null) {
			return next.startCall(call, headers);
		}
		boolean unary = call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY;
		Context.CancellableContext context = unary ? null : Context.current().withCancellation();
		ObservedCall<Q, R> observed = new ObservedCall<>(call, known.health() ? this.health : null, context);
		known.handledBy(observed);
		if (known.internal() && !unary && this.calls.internalEnded()) {
			observed.end(GrpcCalls.ENDING);
			known.leave(false);
			return new ServerCall.Listener<>() {
			};
		}
		Context previous = (context != null) ? context.attach() : null;
		try {
			ServerCall.Listener<Q> listener = next.startCall(observed, headers);
			known.listening();
			return new ObservedListener<>(listener, known, observed, context, this.uncaught);
		}
		catch (RuntimeException | Error ex) {
			observed.release(ex);
			this.uncaught.uncaught(ex, known);
			throw ex;
		}
		finally {
			if (context != null && previous != null) {
				context.detach(previous);
			}
			known.leave(false);
		}
	}

}
