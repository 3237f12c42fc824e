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
import java.util.stream.Stream;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.ManagementRequests.Kind;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The embedded Jetty. Counts requests before any filter of the application sees them, and
 * answers those that come too late.
 */
final class JettyServer implements ServerQueue {

	private final Arrivals arrivals;

	private volatile @Nullable Server server;

	JettyServer(Arrivals arrivals) {
		this.arrivals = arrivals;
	}

	/** Observes a server from its start on. */
	@Nullable Object observe(@Nullable Object customized) {
		if (customized instanceof Server server) {
			this.server = server;
			for (ContextHandler context : server.getDescendants(ContextHandler.class)) {
				context.setAttribute(InFlightFilter.COUNTED_BY_SERVER, true);
			}
			server.setHandler(new Counting(server.getHandler()));
		}
		return null;
	}

	List<ServerConnector> connectors() {
		Server server = this.server;
		return (server == null) ? List.of()
				: Stream.of(server.getConnectors())
					.filter(ServerConnector.class::isInstance)
					.map(ServerConnector.class::cast)
					.toList();
	}

	DrainResult closeIntake(DrainContext context) throws IOException {
		List<ServerConnector> connectors = connectors();
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

	@Override
	public boolean isPresent() {
		return this.server != null;
	}

	@Override
	public long waiting() {
		Server server = this.server;
		return (server != null && server.getThreadPool() instanceof QueuedThreadPool pool) ? pool.getQueueSize() : 0;
	}

	/** Jetty's threads wait for connections as well as they work for them. */
	@Override
	public boolean busy() {
		return true;
	}

	/** What arrives is handed over sooner than the least time. */
	@Override
	public boolean guesses() {
		return false;
	}

	private String path(Request request) {
		String path = request.getHttpURI().getCanonicalPath();
		Server server = this.server;
		for (ContextHandler context : (server != null) ? server.getDescendants(ContextHandler.class)
				: List.<ContextHandler>of()) {
			String contextPath = context.getContextPath();
			if (contextPath.length() > 1 && path.startsWith(contextPath + "/")) {
				return path.substring(contextPath.length());
			}
		}
		return path;
	}

	/** Around everything that handles requests. */
	private final class Counting extends Handler.Wrapper {

		Counting(Handler handler) {
			super(handler);
		}

		@Override
		public boolean handle(Request request, Response response, Callback callback) throws Exception {
			String path = path(request);
			Kind kind = JettyServer.this.arrivals.kind(path);
			if (kind != Kind.APPLICATION) {
				Probe probe = kind.isProbe() ? arrived(kind, request) : null;
				request.addHttpStreamWrapper((stream) -> new Answer(stream, request, response, null, probe));
				return super.handle(request, response, callback);
			}
			boolean refused = JettyServer.this.arrivals
				.refusesUpgrade(() -> request.getHeaders().get(HttpHeader.UPGRADE));
			InFlightRequest inFlight = refused ? null : JettyServer.this.arrivals.start(request.getMethod(), "/", path);
			request.addHttpStreamWrapper((stream) -> new Answer(stream, request, response, inFlight, null));
			if (inFlight == null) {
				refuse(response, callback);
				return true;
			}
			request.setAttribute(Arrivals.ATTRIBUTE, inFlight);
			inFlight.attach();
			try {
				return super.handle(request, response, callback);
			}
			finally {
				inFlight.detach();
				if (!inFlight.ended() && Arrivals.isEvents(response.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
					inFlight.markEventStream();
				}
			}
		}

		private Probe arrived(Kind kind, Request request) {
			HttpFields headers = request.getHeaders();
			return JettyServer.this.arrivals.probes()
				.arrived(kind, Request.getRemoteAddr(request), Request.getRemotePort(request),
						headers.get(HttpHeader.USER_AGENT), path(request), headers::contains);
		}

		private void refuse(Response response, Callback callback) {
			byte[] problem = JettyServer.this.arrivals.lateResponse().problem();
			response.setStatus(LateResponse.STATUS);
			response.getHeaders().put(HttpHeader.RETRY_AFTER, JettyServer.this.arrivals.lateResponse().retryAfter());
			response.getHeaders().put(HttpHeader.CONTENT_TYPE, LateResponse.CONTENT_TYPE);
			response.write(true, java.nio.ByteBuffer.wrap(problem), callback);
		}

	}

	/** Knows when an answer begins, and when its last byte was sent. */
	private final class Answer extends HttpStream.Wrapper {

		private final Request request;

		private final Response response;

		private final @Nullable InFlightRequest inFlight;

		private final @Nullable Probe probe;

		Answer(HttpStream stream, Request request, Response response, @Nullable InFlightRequest inFlight,
				@Nullable Probe probe) {
			super(stream);
			this.request = request;
			this.response = response;
			this.inFlight = inFlight;
			this.probe = probe;
		}

		/**
		 * A response that is begun while the instance drains closes its connection. A
		 * body of unknown length stays in chunks, or one that is cut at the deadline
		 * would look complete.
		 */
		@Override
		public void prepareResponse(HttpFields.Mutable headers) {
			HttpVersion version = this.request.getConnectionMetaData().getHttpVersion();
			int status = this.response.getStatus();
			if (JettyServer.this.arrivals.requests().draining() && version.getVersion() <= 11
					&& (status == 0 || status >= 200)) {
				headers.put(HttpHeader.CONNECTION, "close");
				boolean body = status != 204 && status != 205 && status != 304
						&& !"HEAD".equals(this.request.getMethod());
				if (body && version == HttpVersion.HTTP_1_1 && !headers.contains(HttpHeader.CONTENT_LENGTH)) {
					headers.put(HttpHeader.TRANSFER_ENCODING, "chunked");
				}
			}
			super.prepareResponse(headers);
		}

		@Override
		public void succeeded() {
			try {
				super.succeeded();
			}
			finally {
				ended(this.response.getStatus());
			}
		}

		@Override
		public void failed(Throwable ex) {
			try {
				super.failed(ex);
			}
			finally {
				ended(500);
			}
		}

		private void ended(int status) {
			if (this.inFlight != null) {
				JettyServer.this.arrivals.requests().finish(this.inFlight);
			}
			if (this.probe != null) {
				JettyServer.this.arrivals.probes().answered(this.probe, status);
			}
		}

	}

}
