/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.net.InetAddress;
import java.net.ServerSocket;

import jakarta.jms.JMSContext;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * An Artemis server in this process, which other processes can reach.
 */
final class ArtemisServer implements AutoCloseable {

	private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

	private final int port;

	private ArtemisServer(int port) {
		this.port = port;
	}

	static ArtemisServer start() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		ArtemisServer artemis = new ArtemisServer(port);
		artemis.server.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port));
		artemis.server.start();
		return artemis;
	}

	int port() {
		return this.port;
	}

	void send(String queue, String message) {
		try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + this.port);
				JMSContext context = factory.createContext()) {
			context.createProducer().send(context.createQueue(queue), message);
		}
	}

	/** Number of messages that are not acknowledged. */
	long size(String queue) {
		Queue found = this.server.getActiveMQServer().locateQueue(queue);
		return (found != null) ? found.getMessageCount() : 0;
	}

	@Override
	public void close() throws Exception {
		this.server.stop();
	}

}
