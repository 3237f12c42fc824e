package io.softlanding.web;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * The embedded Netty: its accept socket, and the ends of its answers.
 */
final class NettyServer implements ReactiveServer, DisposableBean {

	private final NettyConnections connections;

	private final CountDownLatch contextGone = new CountDownLatch(1);

	private volatile @Nullable DisposableServer server;

	NettyServer(NettyConnections connections) {
		this.connections = connections;
	}

	/**
	 * Has a server tell what it does from its start on.
	 * @param server the server as it was configured
	 * @return the same, observed
	 */
	HttpServer observed(HttpServer server) {
		return server.doOnBound((bound) -> this.server = bound)
			.doOnChannelInit((observer, channel, address) -> this.connections.add(channel));
	}

	@Override
	public void arrived(ServerHttpRequest request) {
		if (nativeRequest(request) instanceof HttpServerRequest netty) {
			netty.withConnection((connection) -> this.connections.requested(connection.channel()));
		}
	}

	@Override
	public boolean closesConnections(ServerHttpRequest request) {
		return nativeRequest(request) instanceof HttpServerRequest netty && netty.protocol().startsWith("HTTP/1");
	}

	@Override
	public boolean whenOver(ServerHttpResponse response, Runnable ended) {
		if (!(nativeResponse(response) instanceof HttpServerResponse netty)) {
			return false;
		}
		Consumer<Throwable> gone = (ex) -> ended.run();
		netty.withConnection((connection) -> connection.onTerminate().subscribe(null, gone, ended));
		return true;
	}

	@Override
	public boolean isUpgraded(ServerHttpResponse response) {
		return nativeResponse(response) instanceof HttpServerResponse netty && netty.isWebsocket();
	}

	private static @Nullable Object nativeRequest(ServerHttpRequest request) {
		return nativeOf(() -> ServerHttpRequestDecorator.getNativeRequest(request));
	}

	private static @Nullable Object nativeResponse(ServerHttpResponse response) {
		return nativeOf(() -> ServerHttpResponseDecorator.getNativeResponse(response));
	}

	/** Where a test serves without a server there is none, and asking for it fails. */
	private static @Nullable Object nativeOf(Supplier<Object> wrapped) {
		try {
			return wrapped.get();
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Returns where the server accepts connections.
	 * @return the address, or {@code null} if it does not
	 */
	@Nullable SocketAddress acceptsAt() {
		DisposableServer server = this.server;
		return (server != null && !server.isDisposed()) ? server.address() : null;
	}

	/**
	 * Closes the accept socket and no connection. The thread of Spring Boot that keeps
	 * the process alive ends with that socket: another one takes its place until the
	 * context is gone, or the process would end on its own account, with the exit code of
	 * a success.
	 * @param patience how long to wait
	 * @return whether it is closed
	 * @throws InterruptedException if the caller is interrupted
	 */
	boolean closeAcceptSocket(Duration patience) throws InterruptedException {
		DisposableServer server = this.server;
		if (server == null) {
			return true;
		}
		Thread alive = new Thread(this::awaitContextGone, "softlanding-alive");
		alive.setDaemon(false);
		alive.start();
		return server.channel().close().await(patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void awaitContextGone() {
		try {
			this.contextGone.await();
		}
		catch (InterruptedException ex) {
			// Whoever means this thread wants the process to end.
		}
	}

	@Override
	public void destroy() {
		this.contextGone.countDown();
	}

}
