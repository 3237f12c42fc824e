/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Closes Jetty's accept sockets, and nothing else: Jetty's own graceful stop would drop
 * requests on kept connections.
 */
final class JettyIntakeParticipant implements DrainParticipant {

	private final JettyServer server;

	JettyIntakeParticipant(JettyServer server) {
		this.server = server;
	}

	@Override
	public String name() {
		return "jetty-intake";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) throws IOException {
		List<ServerConnector> connectors = this.server.connectors();
		if (connectors.isEmpty()) {
			return DrainResult.nothingToDo("Jetty does not listen");
		}
		List<Integer> ports = connectors.stream().map(ServerConnector::getLocalPort).toList();
		for (ServerConnector connector : connectors) {
			close(connector, context.remaining().dividedBy(2));
		}
		return DrainResult.completed("No new connection on port %s", ports);
	}

	/**
	 * Has the acceptors rest, each after one more connection, so that none of them finds
	 * its socket closed, which Jetty takes for a failure. The first marker is accepted
	 * after everything that has connected before.
	 */
	private static void close(ServerConnector connector, Duration timeout) throws IOException {
		knock(connector, timeout);
		connector.setAccepting(false);
		for (int i = 0; i < connector.getAcceptors(); i++) {
			knock(connector, timeout);
		}
		if (connector.getTransport() instanceof Closeable socket) {
			socket.close();
		}
	}

	private static void knock(ServerConnector connector, Duration timeout) throws IOException {
		String host = connector.getHost();
		InetAddress bound = InetAddress.getByName((host != null) ? host : "0.0.0.0");
		InetAddress address = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
		try (Socket marker = new Socket()) {
			marker.connect(new InetSocketAddress(address, connector.getLocalPort()),
					Math.max(1, (int) timeout.toMillis()));
		}
	}

}
