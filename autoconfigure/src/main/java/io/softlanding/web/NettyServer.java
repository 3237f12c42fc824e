/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainResult;
import io.softlanding.inflight.ManagementRequests.Kind;
import io.softlanding.inflight.OpenConnections;
import io.softlanding.process.SoftlandingThread;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.ReflectionUtils;

/**
 * The embedded Netty: its accept socket, and its requests. They are counted where Reactor
 * Netty hands them over, so that applications see the objects of the server and of
 * Spring.
 */
final class NettyServer implements ServerQueue, OpenConnections, DisposableBean {

	/** On channels: the request that they serve. */
	static final AttributeKey<InFlightRequest> REQUEST = AttributeKey.valueOf(NettyServer.class, "request");

	private static final int ERROR = 500;

	/** Looks for connections in the backlog; each takes some of them. */
	private static final int MOST_LOOKS = 1024;

	private final NettyConnections connections;

	private final Arrivals arrivals;

	private final String basePath;

	private final EventLoopShutdown loopShutdown;

	private final EventLoops loops = new EventLoops();

	private final CountDownLatch contextGone = new CountDownLatch(1);

	private volatile @Nullable DisposableServer server;

	private volatile boolean closing;

	/**
	 * Creates a server that has not started.
	 * @param basePath the path before those of the application; empty if there is none
	 */
	NettyServer(NettyConnections connections, Arrivals arrivals, String basePath, EventLoopShutdown loopShutdown) {
		this.loopShutdown = loopShutdown;
		this.connections = connections;
		this.arrivals = arrivals;
		this.basePath = basePath;
	}

	/** Returns a server that is observed from its start on. */
	@Nullable Object observed(@Nullable Object customized) {
		return !(customized instanceof HttpServer server) ? customized
				: server.doOnBound((bound) -> this.server = bound)
					.doOnChannelInit((observer, channel, address) -> this.connections.add(channel))
					.mapHandle(around(server));
	}

	/** There is room for one such function, which the application may have taken. */
	@SuppressWarnings("unchecked")
	private BiFunction<Mono<Void>, Connection, Mono<Void>> around(HttpServer server) {
		Field field = ReflectionUtils.findField(server.configuration().getClass(), "mapHandle");
		if (field == null) {
			return this::handle;
		}
		ReflectionUtils.makeAccessible(field);
		Object known = ReflectionUtils.getField(field, server.configuration());
		return (known == null) ? this::handle
				: (handler, connection) -> handle(
						((BiFunction<Mono<Void>, Connection, Mono<Void>>) known).apply(handler, connection),
						connection);
	}

	private Mono<Void> handle(Mono<Void> handler, Connection connection) {
		if (!(connection instanceof HttpServerRequest request)
				|| !(connection instanceof HttpServerResponse response)) {
			return handler;
		}
		Channel channel = connection.channel();
		this.connections.requested(channel);
		String path = path(request);
		Kind kind = this.arrivals.kind(path);
		if (kind != Kind.APPLICATION) {
			if (this.arrivals.requests().draining()) {
				NettyWrites.watch(channel, this.arrivals.requests(), response);
			}
			return kind.isProbe() ? probe(handler, request, response, kind) : handler;
		}
		boolean refused = this.arrivals.refusesUpgrade(() -> request.requestHeaders().get("Upgrade"));
		InFlightRequest inFlight = refused ? null : this.arrivals.start(request.method().name(), "/", path);
		if (inFlight == null) {
			NettyWrites.watch(channel, this.arrivals.requests(), response);
			return refuse(response);
		}
		channel.attr(REQUEST).set(inFlight);
		return NettyRequest.serve(handler, inFlight, this.arrivals.requests(), connection, response);
	}

	private String path(HttpServerRequest request) {
		String path = request.fullPath();
		return (!this.basePath.isEmpty() && path.startsWith(this.basePath)) ? path.substring(this.basePath.length())
				: path;
	}

	private Mono<Void> probe(Mono<Void> handler, HttpServerRequest request, HttpServerResponse response, Kind kind) {
		Probe probe = this.arrivals.probes()
			.arrived(kind, request.remoteAddress(), request.requestHeaders().get("User-Agent"), path(request),
					request.requestHeaders()::contains);
		return handler.doFinally((signal) -> this.arrivals.probes()
			.answered(probe, (signal == SignalType.ON_COMPLETE) ? response.status().code() : ERROR));
	}

	private Mono<Void> refuse(HttpServerResponse response) {
		byte[] problem = this.arrivals.lateResponse().problem();
		return response.status(LateResponse.STATUS)
			.header("Retry-After", this.arrivals.lateResponse().retryAfter())
			.header("Content-Type", LateResponse.CONTENT_TYPE)
			.header("Content-Length", Integer.toString(problem.length))
			.sendByteArray(Mono.just(problem))
			.then();
	}

	DrainResult closeIntake(DrainContext context) throws InterruptedException {
		DisposableServer server = this.server;
		if (server == null || server.isDisposed()) {
			return DrainResult.nothingToDo("Netty does not listen");
		}
		SocketAddress address = server.address();
		this.connections.endWithServer();
		this.loopShutdown.limit();
		boolean closed;
		int told;
		try {
			// Half of the time: an event loop that a handler blocks must not keep the
			// GOAWAY.
			closed = closeAcceptSocket(server, context.remaining().dividedBy(2));
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

	/**
	 * Accepts what has connected, then closes the accept socket and no connection. The
	 * thread of Spring Boot that keeps the process alive ends with that socket: another
	 * one takes its place until the context is gone, or the process would end on its own
	 * account, with the exit code of a success.
	 * @param timeout how long to wait; the socket is closed later if that is too short
	 */
	private boolean closeAcceptSocket(DisposableServer server, Duration timeout) throws InterruptedException {
		Thread alive = new SoftlandingThread("alive", this::awaitContextGone);
		alive.setDaemon(false);
		alive.start();
		this.closing = true;
		Channel channel = server.channel();
		Accepted accepted = new Accepted();
		channel.pipeline().addFirst(accepted);
		EventLoops.afterLook(channel.eventLoop(), () -> closeAfterBacklog(channel, accepted, 0, MOST_LOOKS));
		return channel.closeFuture().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Until a look has found no connection. */
	private static void closeAfterBacklog(Channel channel, Accepted accepted, int before, int looks) {
		int now = accepted.count.get();
		if (now == before || looks == 0) {
			channel.close().addListener(NettyConnections::note);
			return;
		}
		EventLoops.afterLook(channel.eventLoop(), () -> closeAfterBacklog(channel, accepted, now, looks - 1));
	}

	@Override
	public boolean forEachOpen(Consumer<Object> action) {
		this.connections.forEach(action::accept);
		return isPresent();
	}

	@Override
	public boolean isPresent() {
		return this.server != null;
	}

	@Override
	public long waiting() {
		return 0;
	}

	/**
	 * Until the accept socket is closed, if it is to be, until all event loops have
	 * handed over what had arrived, and until clients of HTTP/2 know which stream was the
	 * last.
	 */
	@Override
	public boolean busy() {
		DisposableServer server = this.server;
		if (server == null) {
			return false;
		}
		List<Thread> blocked = this.arrivals.requests().threads();
		EventLoop accepting = server.channel().eventLoop();
		if (this.connections.crossing()
				|| (this.closing && server.channel().isOpen() && blocked.stream().noneMatch(accepting::inEventLoop))) {
			return true;
		}
		Set<EventLoop> all = new LinkedHashSet<>();
		add(accepting, all);
		this.connections.forEach((connection) -> add(connection.eventLoop(), all));
		return !this.loops.passed(all, blocked);
	}

	/**
	 * With its siblings: one of them may have a connection that has just been accepted.
	 */
	private static void add(EventLoop loop, Set<EventLoop> all) {
		if (all.add(loop)) {
			EventLoopGroup parent = loop.parent();
			if (parent != null) {
				for (EventExecutor sibling : parent) {
					if (sibling instanceof EventLoop other) {
						all.add(other);
					}
				}
			}
		}
	}

	@Override
	public long toRequestNanos() {
		return Long.MAX_VALUE;
	}

	private void awaitContextGone() {
		try {
			this.contextGone.await();
		}
		catch (InterruptedException ex) {
			// An interrupt of this thread is meant to end the process.
		}
	}

	@Override
	public void destroy() {
		this.contextGone.countDown();
	}

	/** Counts connections that are accepted. */
	private static final class Accepted extends ChannelInboundHandlerAdapter {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public void channelRead(ChannelHandlerContext context, Object connection) {
			this.count.incrementAndGet();
			context.fireChannelRead(connection);
		}

	}

}
