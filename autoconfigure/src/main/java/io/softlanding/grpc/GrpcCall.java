/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.softlanding.inflight.ServedRequest;
import org.jspecify.annotations.Nullable;

/**
 * A call from its headers until its stream is closed and its last callback has returned:
 * a handler can outlive the stream of a client that has gone, and a client that reads
 * slowly can outlive the handler.
 */
final class GrpcCall implements ServedRequest {

	private static final int LONGEST_NAME = 200;

	private final GrpcCalls calls;

	private final String fullMethodName;

	private final long startNanos;

	private final boolean network;

	/** The method that the server has found. */
	private volatile @Nullable MethodDescriptor<?, ?> method;

	private volatile @Nullable ObservedCall<?, ?> observed;

	/** The thread that runs a callback. */
	private volatile @Nullable Thread thread;

	private volatile boolean halfClosed;

	/** Whether the transport has a message, which no thread may have taken yet. */
	private volatile boolean received;

	private volatile boolean streamClosed;

	/** Whether another callback comes: each call that is listened to has a last one. */
	private volatile boolean listening;

	GrpcCall(GrpcCalls calls, String fullMethodName, long startNanos, boolean network) {
		this.network = network;
		this.calls = calls;
		this.fullMethodName = fullMethodName;
		this.startNanos = startNanos;
	}

	void found(MethodDescriptor<?, ?> method) {
		this.method = method;
	}

	void handledBy(ObservedCall<?, ?> observed) {
		this.observed = observed;
		enter();
		this.calls.add(this);
	}

	@Nullable ObservedCall<?, ?> observed() {
		return this.observed;
	}

	void listening() {
		this.listening = true;
	}

	void received() {
		if (!this.received) {
			this.received = true;
		}
	}

	void halfClosed() {
		this.halfClosed = true;
	}

	void enter() {
		this.thread = Thread.currentThread();
	}

	/**
	 * A callback has returned.
	 * @param last whether it is the last one of the call
	 */
	void leave(boolean last) {
		if (last) {
			this.listening = false;
		}
		this.thread = null;
		check();
	}

	void streamClosed() {
		this.streamClosed = true;
		check();
	}

	private void check() {
		if (ended()) {
			this.calls.ended(this);
		}
	}

	@Override
	public boolean ended() {
		return this.streamClosed && !this.listening && this.thread == null;
	}

	@Override
	public boolean isOver() {
		return ended();
	}

	/**
	 * Ends the call unless it has begun to end.
	 * @return whether the client gets the status
	 */
	boolean end(Status status) {
		ObservedCall<?, ?> observed = this.observed;
		return observed != null && observed.end(status);
	}

	/**
	 * Whether it does not end by itself: a stream of answers, or a call whose client has
	 * not sent its request.
	 */
	boolean endless() {
		return streaming() || this.method != null && !this.halfClosed && !(this.received && isUnary())
				&& this.thread == null && !this.streamClosed;
	}

	/** Whether it has a stream of answers. */
	boolean streaming() {
		MethodDescriptor<?, ?> method = this.method;
		return method != null && !method.getType().serverSendsOneMessage();
	}

	/** Whether its connection is closed when a server of the drain is. */
	boolean network() {
		return this.network;
	}

	private boolean isUnary() {
		MethodDescriptor<?, ?> method = this.method;
		return method != null && method.getType() == MethodDescriptor.MethodType.UNARY;
	}

	/** Whether it tells of the server, and is never waited for. */
	boolean internal() {
		return health() || this.fullMethodName.startsWith("grpc.reflection.");
	}

	boolean health() {
		return this.fullMethodName.startsWith("grpc.health.v1.Health/");
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	long startNanos() {
		return this.startNanos;
	}

	@Override
	public String method() {
		return "gRPC";
	}

	@Override
	public String route() {
		MethodDescriptor<?, ?> method = this.method;
		// What a client has sent may be anything.
		return (method != null) ? method.getFullMethodName()
				: isName(this.fullMethodName) ? this.fullMethodName : "unknown method";
	}

	private static boolean isName(String text) {
		return text.length() <= LONGEST_NAME && text.chars()
			.allMatch((c) -> c == '.' || c == '/' || c == '_' || c < 128 && Character.isLetterOrDigit(c));
	}

	/** Where it is, for the status. */
	String place() {
		Thread thread = this.thread;
		if (thread != null) {
			return thread.getName();
		}
		if (this.halfClosed) {
			return "none (asynchronous)";
		}
		return (this.observed == null || this.received && isUnary()) ? "none (waits for a thread)"
				: "none (waits for the client)";
	}

}
