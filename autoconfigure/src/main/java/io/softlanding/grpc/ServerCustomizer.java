/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.Attributes;
import io.grpc.ServerBuilder;
import io.grpc.ServerTransportFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/**
 * Adds the tracer and the interceptor to each server that spring-grpc builds. Comes last:
 * the interceptor that is added last is the outermost one.
 *
 * @param <T> type of the builder
 */
final class ServerCustomizer<T extends ServerBuilder<T>> implements ServerBuilderCustomizer<T>, Ordered {

	private final GrpcCalls calls;

	private final GrpcServers servers;

	private final CallInterceptor interceptor;

	ServerCustomizer(GrpcCalls calls, GrpcServers servers, @Nullable HealthAnswers health, UncaughtCalls uncaught) {
		this.calls = calls;
		this.servers = servers;
		this.interceptor = new CallInterceptor(calls, health, uncaught);
	}

	@Override
	public void customize(T builder) {
		String type = builder.getClass().getName();
		boolean servlet = type.startsWith("io.grpc.servlet.");
		boolean network = !servlet && !type.startsWith("io.grpc.inprocess.");
		builder.addStreamTracerFactory(new CallTracer.Factory(this.calls, network));
		builder.intercept(this.interceptor);
		builder.addTransportFilter(new Connections(this.calls));
		this.servers.built(servlet);
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	/** Counts connections. */
	private static final class Connections extends ServerTransportFilter {

		private final GrpcCalls calls;

		private Connections(GrpcCalls calls) {
			this.calls = calls;
		}

		@Override
		public Attributes transportReady(Attributes attributes) {
			this.calls.connected();
			return attributes;
		}

		@Override
		public void transportTerminated(Attributes attributes) {
			// Also called for one whose handshake has failed, without attributes.
			if (attributes != null) {
				this.calls.disconnected();
			}
		}

	}

}
