/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import io.rsocket.ConnectionSetupPayload;
import io.rsocket.DuplexConnection;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.exceptions.RejectedSetupException;
import io.rsocket.plugins.DuplexConnectionInterceptor;
import reactor.core.publisher.Mono;

import org.springframework.boot.rsocket.server.RSocketServerCustomizer;
import org.springframework.core.Ordered;

/**
 * Observes the connections of each server. Comes last: the interceptor that is added last
 * is the outermost one.
 */
final class ServerCustomizer implements RSocketServerCustomizer, Ordered {

	private final RSocketRequests requests;

	/** A connection is intercepted right before its acceptor, by the same thread. */
	private final ThreadLocal<DuplexConnection> accepted = new ThreadLocal<>();

	ServerCustomizer(RSocketRequests requests) {
		this.requests = requests;
	}

	@Override
	public void customize(RSocketServer server) {
		server.interceptors((registry) -> {
			registry.forConnection((type, connection) -> {
				if (type == DuplexConnectionInterceptor.Type.CLIENT) {
					this.accepted.set(connection);
				}
				return connection;
			});
			registry.forSocketAcceptor(this::observe);
		});
	}

	private SocketAcceptor observe(SocketAcceptor acceptor) {
		DuplexConnection duplex = this.accepted.get();
		this.accepted.remove();
		return (duplex == null) ? acceptor : (setup, sender) -> accept(acceptor, duplex, setup, sender);
	}

	private Mono<RSocket> accept(SocketAcceptor acceptor, DuplexConnection duplex, ConnectionSetupPayload setup,
			RSocket sender) {
		if (this.requests.ending()) {
			return Mono.error(new RejectedSetupException(Connection.CONNECT));
		}
		Connection connection = new Connection(this.requests, duplex, setup.metadataMimeType());
		return acceptor.accept(setup, sender).map((responder) -> {
			this.requests.connected(connection);
			duplex.onClose().doFinally((signal) -> this.requests.disconnected(connection)).subscribe(null, (ex) -> {
			});
			return new ObservedResponder(responder, connection);
		});
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
