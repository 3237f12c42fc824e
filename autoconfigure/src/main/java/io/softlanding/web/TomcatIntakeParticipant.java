/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.apache.catalina.connector.Connector;

/**
 * Accepts what has connected, closes Tomcat's accept sockets and sends GOAWAY on HTTP/2,
 * and nothing else: pausing a connector would drop requests on kept connections.
 */
final class TomcatIntakeParticipant implements DrainParticipant {

	private final TomcatServer server;

	TomcatIntakeParticipant(TomcatServer server) {
		this.server = server;
	}

	@Override
	public String name() {
		return "tomcat-intake";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.INTAKE;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		List<Connector> connectors = this.server.connectors();
		if (connectors.isEmpty()) {
			return DrainResult.nothingToDo("Tomcat does not listen");
		}
		List<Integer> ports = connectors.stream().map(Connector::getLocalPort).toList();
		boolean taken = true;
		try {
			for (Connector connector : connectors) {
				taken &= TomcatBacklog.take(connector, context.remaining().dividedBy(2));
			}
		}
		finally {
			connectors.forEach((connector) -> connector.getProtocolHandler().closeServerSocketGraceful());
			this.server.sayGoAway();
		}
		return taken ? DrainResult.completed("No new connection on port %s", ports) : DrainResult
			.partial("No new connection on port %s, and what had connected was not all accepted", ports);
	}

}
