/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * What has connected to Tomcat and what it has sent, before Tomcat has taken either: a
 * connection of our own is a marker that passes through the accept queue and the poller
 * behind it. The poller looks at connections in no order, but has handed over everything
 * that an earlier look has found: the second marker tells that the look which found the
 * first is over.
 */
final class TomcatBacklog {

	private static final int MARKERS = 2;

	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

	private TomcatBacklog() {
	}

	/**
	 * Has a connector accept and hand over everything that has arrived, also what it has
	 * no room for.
	 */
	static boolean take(Connector connector, Duration timeout) throws InterruptedException {
		AbstractEndpoint<?, ?> endpoint = endpoint(connector);
		if (endpoint == null || connector.getLocalPort() <= 0) {
			return false;
		}
		if (endpoint.getMaxConnections() > 0) {
			endpoint.setMaxConnections(-1);
		}
		long end = System.nanoTime() + timeout.toNanos();
		try {
			for (int i = 0; i < MARKERS; i++) {
				if (!pass(endpoint, address(connector), end)) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean pass(AbstractEndpoint<?, ?> endpoint, InetSocketAddress address, long end)
			throws IOException, InterruptedException {
		try (Socket marker = new Socket()) {
			int left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				return false;
			}
			marker.connect(address, left);
			while (!isRegistered(find(endpoint, marker.getLocalPort()))) {
				if (!sleep(end)) {
					return false;
				}
			}
			// Only now: a connection that has nothing to say stays until it is seen.
			marker.shutdownOutput();
			SocketWrapperBase<?> connection = find(endpoint, marker.getLocalPort());
			while (connection != null && !isTaken(connection)) {
				if (!sleep(end)) {
					return false;
				}
				connection = find(endpoint, marker.getLocalPort());
			}
			return true;
		}
	}

	private static boolean sleep(long end) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
		return System.nanoTime() < end;
	}

	private static boolean isRegistered(@Nullable SocketWrapperBase<?> connection) {
		return connection != null && (!(connection instanceof NioSocketWrapper nio) || nio.interestOps() != 0);
	}

	/** The poller does not look at what it has handed over. */
	private static boolean isTaken(SocketWrapperBase<?> connection) {
		return !(connection instanceof NioSocketWrapper nio) || nio.interestOps() == 0;
	}

	private static @Nullable SocketWrapperBase<?> find(AbstractEndpoint<?, ?> endpoint, int port) {
		for (SocketWrapperBase<?> connection : connections(endpoint)) {
			if (connection.getRemotePort() == port) {
				return connection;
			}
		}
		return null;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	static Set<SocketWrapperBase<?>> connections(AbstractEndpoint<?, ?> endpoint) {
		return (Set) endpoint.getConnections();
	}

	static @Nullable AbstractEndpoint<?, ?> endpoint(Connector connector) {
		if (!(connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol)) {
			return null;
		}
		Method method = ReflectionUtils.findMethod(protocol.getClass(), "getEndpoint");
		if (method == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(method);
		return (ReflectionUtils.invokeMethod(method, protocol) instanceof AbstractEndpoint<?, ?> endpoint) ? endpoint
				: null;
	}

	private static InetSocketAddress address(Connector connector) {
		InetAddress bound = (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol)
				? protocol.getAddress() : null;
		return new InetSocketAddress(
				(bound == null || bound.isAnyLocalAddress()) ? InetAddress.getLoopbackAddress() : bound,
				connector.getLocalPort());
	}

}
