/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;

/**
 * Closes Netty's accept socket and sends GOAWAY on HTTP/2, and nothing else: Netty's own
 * graceful stop would drop requests on kept connections.
 */
final class NettyIntakeParticipant implements DrainParticipant {

	private final NettyServer server;

	private final NettyConnections connections;

	private final EventLoopShutdown eventLoops;

	NettyIntakeParticipant(NettyServer server, NettyConnections connections, EventLoopShutdown eventLoops) {
		this.server = server;
		this.connections = connections;
		this.eventLoops = eventLoops;
	}

	@Override
	public String name() {
		return "netty-intake";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		SocketAddress address = this.server.acceptsAt();
		if (address == null) {
			return DrainResult.nothingToDo("Netty does not listen");
		}
		this.connections.endWithServer();
		this.eventLoops.limit();
		boolean closed;
		int told;
		try {
			// Half of the time: an event loop that a handler blocks must not keep the
			// GOAWAY.
			closed = this.server.closeAcceptSocket(context.remaining().dividedBy(2));
		}
		finally {
			// Also when a second signal interrupts the wait.
			told = this.connections.sayGoAway();
		}
		Object where = (address instanceof InetSocketAddress inet) ? List.of(inet.getPort()) : address;
		return closed
				? DrainResult.completed("No new connection on port %s%s", where,
						(told > 0) ? ", GOAWAY on %d of HTTP/2".formatted(told) : "")
				: DrainResult.timedOut("The accept socket of port %s was not closed in time", where);
	}

}
