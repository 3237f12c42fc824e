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

/**
 * Stands between a pool and its server, and can break what is between them.
 */
final class TcpProxy implements Closeable {

	private final ServerSocket server;

	private final URI target;

	private final boolean hidesSession;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean frozen;

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
		return "jdbc:postgresql://localhost:" + this.server.getLocalPort() + this.target.getPath();
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
			close();
		}
	}

	private void copy(Socket from, Socket to, boolean hides) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			if (hides) {
				hideSession(new DataInputStream(in), out);
			}
			byte[] buffer = new byte[8192];
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				awaitThaw();
				out.write(buffer, 0, read);
				out.flush();
			}
		}
		catch (IOException ex) {
			this.sockets.remove(from);
		}
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

	/** A server that is gone: no connection, and none is accepted. */
	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
