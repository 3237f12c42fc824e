package io.softlanding.web;

import java.util.List;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;

/**
 * Closes Tomcat's accept sockets and sends GOAWAY on HTTP/2, and nothing else: pausing a
 * connector would drop requests on kept connections.
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
	public DrainResult drain(DrainContext context) {
		List<Connector> connectors = this.server.connectors();
		if (connectors.isEmpty()) {
			return DrainResult.skipped("Tomcat does not listen");
		}
		List<Integer> ports = connectors.stream().map(Connector::getLocalPort).toList();
		connectors.forEach((connector) -> connector.getProtocolHandler().closeServerSocketGraceful());
		connectors.forEach(TomcatIntakeParticipant::sayGoAway);
		return DrainResult.completed("No new connection on port %s", ports);
	}

	/**
	 * Tells clients of HTTP/2, who know no {@code Connection: close}, to open new streams
	 * elsewhere. Those that are on their way for a second longer are served, and other
	 * protocols hear nothing.
	 */
	private static void sayGoAway(Connector connector) {
		if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
			protocol.getHandler().pause();
		}
	}

}
