/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * Counts a call as soon as the transport has its headers, before a thread is free for it.
 */
final class CallTracer extends ServerStreamTracer {

	private final GrpcCall call;

	private CallTracer(GrpcCall call) {
		this.call = call;
	}

	@Override
	public Context filterContext(Context context) {
		return context.withValue(GrpcCalls.CURRENT, this.call);
	}

	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> callInfo) {
		this.call.found(callInfo.getMethodDescriptor());
	}

	@Override
	public void inboundMessage(int seqNo) {
		this.call.received();
	}

	@Override
	public void streamClosed(Status status) {
		this.call.streamClosed();
	}

	/**
	 * Creates the tracers of a server.
	 */
	static final class Factory extends ServerStreamTracer.Factory {

		private final GrpcCalls calls;

		private final boolean network;

		Factory(GrpcCalls calls, boolean network) {
			this.calls = calls;
			this.network = network;
		}

		@Override
		public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
			return new CallTracer(this.calls.begin(fullMethodName, this.network));
		}

	}

}
