/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a pool and its server, and can break what is between them.
 */
final class TcpProxy implements Closeable {

	private final ServerSocket server;

	private final URI target;

	private final boolean hidesSession;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();

	private volatile boolean frozen;

	/** Until its end, the operating system may accept connections for a closed socket. */
	private final CountDownLatch accepted = new CountDownLatch(1);

	private TcpProxy(ServerSocket server, URI target, boolean hidesSession) {
		this.server = server;
		this.target = target;
		this.hidesSession = hidesSession;
	}

	/** Passes everything on until it is told otherwise. */
	static TcpProxy start(String jdbcUrl) throws IOException {
		return start(jdbcUrl, false);
	}

	/** Tells clients another process id than the server has, as pgbouncer does. */
	static TcpProxy hidingSessions(String jdbcUrl) throws IOException {
		return start(jdbcUrl, true);
	}

	private static TcpProxy start(String jdbcUrl, boolean hidesSession) throws IOException {
		TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
				URI.create(jdbcUrl.substring("jdbc:".length())), hidesSession);
		proxy.thread(proxy::accept);
		return proxy;
	}

	String jdbcUrl() {
		return "jdbc:" + this.target.getScheme() + "://localhost:" + this.server.getLocalPort() + this.target.getPath()
				+ ((this.target.getQuery() != null) ? "?" + this.target.getQuery() : "");
	}

	private void thread(Runnable task) {
		Thread thread = new Thread(task, "tcp-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				Socket server = new Socket(this.target.getHost(), this.target.getPort());
				this.sockets.add(client);
				this.sockets.add(server);
				thread(() -> copy(client, server, false));
				thread(() -> copy(server, client, this.hidesSession));
			}
		}
		catch (IOException ex) {
			this.accepted.countDown();
			close();
		}
	}

	private void copy(Socket from, Socket to, boolean hides) {
		try {
			pass(from, to, hides);
		}
		catch (IOException ex) {
			this.sockets.remove(from);
		}
		if (!this.forgotten.contains(from)) {
			close(from);
			close(to);
		}
	}

	private void pass(Socket from, Socket to, boolean hides) throws IOException {
		InputStream in = from.getInputStream();
		OutputStream out = to.getOutputStream();
		if (hides && this.target.getScheme().equals("postgresql")) {
			hideSession(new DataInputStream(in), out);
		}
		else if (hides) {
			hideNumber(new DataInputStream(in), out);
		}
		byte[] buffer = new byte[8192];
		for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
			awaitThaw();
			if (!this.forgotten.contains(from)) {
				out.write(buffer, 0, read);
				out.flush();
			}
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

	/** Passes the greeting of a MySQL or MariaDB on, with another number in it. */
	private static void hideNumber(DataInputStream in, OutputStream out) throws IOException {
		byte[] head = in.readNBytes(4);
		byte[] greeting = in.readNBytes(head[0] & 0xFF | (head[1] & 0xFF) << 8);
		int number = 1;
		while (greeting[number] != 0) {
			number++;
		}
		greeting[number + 3]++;
		out.write(head);
		out.write(greeting);
		out.flush();
	}

	/** Passes the server's messages on up to the key of the session, which it changes. */
	private static void hideSession(DataInputStream in, OutputStream out) throws IOException {
		while (true) {
			int type = in.readByte();
			if (type == 'N' || type == 'S' && in.available() == 0) {
				out.write(type);
				continue;
			}
			int length = in.readInt();
			byte[] body = in.readNBytes(length - Integer.BYTES);
			if (type == 'K') {
				ByteBuffer.wrap(body).putInt(0, ByteBuffer.wrap(body).getInt(0) + 1_000_000);
			}
			out.write(type);
			out.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
			out.write(body);
			if (type == 'K') {
				out.flush();
				return;
			}
			out.flush();
		}
	}

	private synchronized void awaitThaw() {
		while (this.frozen) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				throw new UncheckedIOException(new IOException(ex));
			}
		}
	}

	/** Accepts connections and bytes, and passes nothing on: a server that hangs. */
	synchronized void freeze() {
		this.frozen = true;
	}

	/**
	 * Forgets the connections that there are, as a gateway does: no byte passes, and
	 * neither end hears that the other one has gone. New ones work.
	 */
	void forget() {
		this.forgotten.addAll(this.sockets);
	}

	/** A server that is gone: no connection, and none is accepted. */
	@Override
	public void close() {
		try {
			this.server.close();
			this.accepted.await(5, TimeUnit.SECONDS);
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
