/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Proxy between the application and a server, such as a database or Redis, that can break
 * what is between them. Pass its port to the application instead of the server's. May be
 * used by any thread.
 *
 * @since 0.1.0
 */
public final class TcpProxy implements AutoCloseable {

	/** What becomes of bytes. */
	private enum Mode {

		PASS, BLACK_HOLE, HALF_CLOSED

	}

	private static final long CLOSE_SECONDS = 5;

	private final ServerSocket server;

	private final String host;

	private final int targetPort;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile Mode mode = Mode.PASS;

	private volatile long latencyMillis;

	/** Until its end, the operating system may accept connections for a closed socket. */
	private final CountDownLatch accepted = new CountDownLatch(1);

	private TcpProxy(ServerSocket server, String host, int targetPort) {
		this.server = server;
		this.host = host;
		this.targetPort = targetPort;
	}

	/**
	 * Starts a proxy, which passes everything on until it is told otherwise.
	 * @param host host of the server
	 * @param port port of the server
	 * @return the proxy, which has to be closed
	 * @throws IOException if it has no port
	 */
	public static TcpProxy to(String host, int port) throws IOException {
		TcpProxy proxy = new TcpProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), host, port);
		proxy.thread(proxy::accept);
		return proxy;
	}

	/**
	 * Returns the port of the proxy on the loopback address.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Delays bytes in both directions, each block that is read by itself.
	 * @param latency the delay of one direction; zero for none
	 */
	public void latency(Duration latency) {
		this.latencyMillis = latency.toMillis();
	}

	/**
	 * Resets the connections that there are. New ones are accepted.
	 */
	public void reset() {
		List<Socket> open = List.copyOf(this.sockets);
		// All of them first: each one that closes has the other end of its pair closed.
		open.forEach(TcpProxy::resetWhenClosed);
		open.forEach(this::close);
	}

	private static void resetWhenClosed(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// It is closed already.
			return;
		}
	}

	/**
	 * Accepts connections and bytes and passes nothing on, as a network that drops
	 * packets. What arrives meanwhile is lost.
	 */
	public void blackHole() {
		this.mode = Mode.BLACK_HOLE;
	}

	/**
	 * Ends what clients read, of the connections that there are and of new ones, while
	 * clients can still write.
	 */
	public void halfClose() {
		this.mode = Mode.HALF_CLOSED;
		this.sockets.stream().filter((socket) -> socket.getLocalPort() == port()).forEach(TcpProxy::shutdownOutput);
	}

	/**
	 * Passes everything on again, without latency. Connections that have lost bytes, or
	 * that were half closed, are reset.
	 */
	public void restore() {
		this.latencyMillis = 0;
		if (this.mode != Mode.PASS) {
			this.mode = Mode.PASS;
			reset();
		}
	}

	private void thread(Runnable task) {
		Balancer.daemons("drain-test-proxy").newThread(task).start();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				thread(() -> connect(client));
			}
			catch (IOException ex) {
				// Closed, or for a moment there is no room for another connection.
				if (!this.server.isClosed()) {
					Deadline.pause();
				}
			}
		}
		this.accepted.countDown();
	}

	private void connect(Socket client) {
		try {
			this.sockets.add(client);
			Socket target = new Socket(this.host, this.targetPort);
			this.sockets.add(target);
			client.setTcpNoDelay(true);
			target.setTcpNoDelay(true);
			if (this.mode == Mode.HALF_CLOSED) {
				shutdownOutput(client);
			}
			thread(() -> copy(client, target));
			copy(target, client);
		}
		catch (IOException ex) {
			// The server is not there, and neither is the proxy for the client.
			close(client);
		}
	}

	private void copy(Socket from, Socket to) {
		byte[] block = new byte[16 * 1024];
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int read = input.read(block); read >= 0; read = input.read(block)) {
				if (this.latencyMillis > 0) {
					TimeUnit.MILLISECONDS.sleep(this.latencyMillis);
				}
				if (this.mode != Mode.BLACK_HOLE && !to.isOutputShutdown()) {
					output.write(block, 0, read);
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			// Whatever broke, the other side must not wait for more.
			close(from);
		}
		finally {
			if (this.mode != Mode.HALF_CLOSED) {
				close(from);
				close(to);
			}
		}
	}

	private static void shutdownOutput(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			// It is closed already.
			return;
		}
	}

	private void close(Socket socket) {
		this.sockets.remove(socket);
		Balancer.close(socket);
	}

	/**
	 * Resets all connections and accepts no more.
	 */
	@Override
	public void close() {
		try {
			this.server.close();
			this.accepted.await(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			// It accepts nothing any more.
			return;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			reset();
		}
	}

}
