/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An address that leads to another server after a failover, as that of a service does.
 */
final class RedirectingProxy implements AutoCloseable {

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile int target;

	private RedirectingProxy(ServerSocket server, int target) {
		this.server = server;
		this.target = target;
	}

	static RedirectingProxy to(int port) throws IOException {
		RedirectingProxy proxy = new RedirectingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
		start(proxy::accept);
		return proxy;
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** New connections lead to the other server from here on; old ones are cut. */
	void redirect(int port) {
		this.target = port;
		this.sockets.forEach(RedirectingProxy::close);
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "redirecting-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				this.sockets.add(client);
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.add(server);
				start(() -> copy(client, server));
				start(() -> copy(server, client));
			}
			catch (IOException ex) {
				// The client or the server has gone meanwhile: it will connect again.
				this.sockets.removeIf(Socket::isClosed);
			}
		}
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// Cut.
			return;
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.sockets.forEach(RedirectingProxy::close);
	}

}
