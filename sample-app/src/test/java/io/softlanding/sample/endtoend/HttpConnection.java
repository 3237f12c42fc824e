/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client that does exactly what it is told: one connection to this machine,
 * no retries, nothing read before it is asked to. Not for use by two threads at once.
 */
final class HttpConnection implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int BLOCK = 64 * 1024;

	private final SocketChannel channel;

	private final InputStream input;

	private HttpConnection(SocketChannel channel) throws IOException {
		this.channel = channel;
		this.input = new BufferedInputStream(channel.socket().getInputStream(), BLOCK);
	}

	/**
	 * An answer that arrived to its last byte.
	 *
	 * @param status the status code
	 * @param headers the headers, names in lower case
	 * @param body the body
	 */
	record Answer(int status, Map<String, String> headers, byte[] body) {

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Whether the server has announced that it closes the connection.
		 */
		boolean closes() {
			return "close".equalsIgnoreCase(this.headers.get("connection"));
		}

	}

	static HttpConnection open(int port) throws IOException {
		return open(port, PATIENCE, null);
	}

	/**
	 * Opens a connection.
	 * @param port a port of this machine
	 * @param patience how long to wait for the connection and for each read
	 * @param receiveBuffer the size of the kernel's buffer in bytes, so that little is
	 * received that nobody has read
	 */
	static HttpConnection open(int port, Duration patience, @Nullable Integer receiveBuffer) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			if (receiveBuffer != null) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
			}
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			int millis = Math.toIntExact(patience.toMillis());
			channel.socket().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
			channel.socket().setSoTimeout(millis);
			return new HttpConnection(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	HttpConnection send(String method, String path) throws IOException {
		return send(method, path, "");
	}

	HttpConnection send(String method, String path, String json) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		StringBuilder head = new StringBuilder(method).append(' ')
			.append(path)
			.append(" HTTP/1.1\r\nHost: localhost\r\n");
		if (!method.equals("GET")) {
			head.append("Content-Length: ").append(body.length).append("\r\n");
		}
		if (body.length > 0) {
			head.append("Content-Type: application/json\r\n");
		}
		head.append("\r\n").append(json);
		this.channel.socket().getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
		return this;
	}

	/** Reads an answer as fast as it comes. */
	Answer read() throws IOException {
		return read(Long.MAX_VALUE);
	}

	/**
	 * Reads an answer to its last byte.
	 * @param bytesPerSecond how fast to read the body
	 * @throws EOFException if the connection ends before the answer does
	 */
	Answer read(long bytesPerSecond) throws IOException {
		int status = Integer.parseInt(line().split(" ")[1]);
		Map<String, String> headers = new TreeMap<>();
		for (String header = line(); !header.isEmpty(); header = line()) {
			int colon = header.indexOf(':');
			headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		long pauseNanos = 1_000_000_000L * BLOCK / bytesPerSecond;
		String length = headers.get("content-length");
		if (length != null) {
			copy(body, Integer.parseInt(length), pauseNanos);
		}
		else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
			for (int size = chunk(); size > 0; size = chunk()) {
				copy(body, size, pauseNanos);
				line();
			}
			line();
		}
		else {
			// Until the connection ends, which Tomcat chooses when it is to be closed.
			this.input.transferTo(body);
		}
		return new Answer(status, headers, body.toByteArray());
	}

	Answer exchange(String method, String path) throws IOException {
		return send(method, path).read();
	}

	private int chunk() throws IOException {
		return Integer.parseInt(line(), 16);
	}

	private void copy(ByteArrayOutputStream body, int size, long pauseNanos) throws IOException {
		byte[] block = new byte[BLOCK];
		for (int left = size; left > 0;) {
			int read = this.input.read(block, 0, Math.min(block.length, left));
			if (read < 0) {
				throw new EOFException(left + " bytes of the body are missing");
			}
			body.write(block, 0, read);
			left -= read;
			LockSupport.parkNanos(pauseNanos * read / BLOCK);
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = this.input.read(); c != '\n'; c = this.input.read()) {
			if (c < 0) {
				throw new EOFException("closed after '" + line + "'");
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	/**
	 * Looks, without waiting, whether the other side has closed an idle connection.
	 */
	boolean closedByPeer() {
		try {
			this.channel.configureBlocking(false);
			try {
				// An idle connection has nothing to say: whatever comes ends its use.
				return this.channel.read(ByteBuffer.allocate(1)) != 0;
			}
			finally {
				this.channel.configureBlocking(true);
			}
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
