/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

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
 * HTTP/1.1 client with one connection to this machine. It retries nothing, follows no
 * redirect, and reads nothing before it is asked to. Not for use by two threads at once.
 *
 * @since 0.1.0
 */
public final class HttpConnection implements AutoCloseable {

	/** Default timeout of a connect and of each read. */
	public static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int BLOCK = 64 * 1024;

	private final SocketChannel channel;

	private final InputStream input;

	private HttpConnection(SocketChannel channel) throws IOException {
		this.channel = channel;
		this.input = new BufferedInputStream(channel.socket().getInputStream(), BLOCK);
	}

	/**
	 * Response that arrived to its last byte.
	 *
	 * @param status the status code
	 * @param headers the headers, names in lower case
	 * @param body the body
	 */
	public record Answer(int status, Map<String, String> headers, byte[] body) {

		/**
		 * Returns the body as text.
		 * @return the body, decoded as UTF-8
		 */
		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Returns whether the server has announced that it closes the connection.
		 * @return {@code true} if the response carries {@code Connection: close}
		 */
		public boolean closes() {
			return "close".equalsIgnoreCase(this.headers.get("connection"));
		}

	}

	/**
	 * Opens a connection with the default timeout.
	 * @param port a port of this machine
	 * @return the connection
	 * @throws IOException if it is refused or times out
	 */
	public static HttpConnection open(int port) throws IOException {
		return open(port, TIMEOUT, null);
	}

	/**
	 * Opens a connection.
	 * @param port a port of this machine
	 * @param timeout how long to wait for the connection and for each read
	 * @param receiveBuffer size of the kernel's buffer in bytes, so that little is
	 * received before it is read; {@code null} for the default of the system
	 * @return the connection
	 * @throws IOException if it is refused or times out
	 */
	public static HttpConnection open(int port, Duration timeout, @Nullable Integer receiveBuffer) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			if (receiveBuffer != null) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
			}
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			int millis = Math.toIntExact(timeout.toMillis());
			channel.socket().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
			channel.socket().setSoTimeout(millis);
			return new HttpConnection(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	void readTimeout(Duration timeout) throws IOException {
		this.channel.socket().setSoTimeout(Math.toIntExact(timeout.toMillis()));
	}

	/**
	 * Sends a request without a body.
	 * @param method the HTTP method, in upper case
	 * @param path path and query
	 * @return this connection
	 * @throws IOException if it cannot be sent
	 */
	public HttpConnection send(String method, String path) throws IOException {
		return send(method, path, "");
	}

	/**
	 * Sends a request.
	 * @param method the HTTP method, in upper case
	 * @param path path and query
	 * @param json the body, sent as JSON unless it is empty
	 * @return this connection
	 * @throws IOException if it cannot be sent
	 */
	public HttpConnection send(String method, String path, String json) throws IOException {
		return send(method, path, Map.of(), json);
	}

	HttpConnection send(String method, String path, Map<String, String> headers, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		all.put("Host", "localhost");
		if (!method.equals("GET")) {
			all.put("Content-Length", Integer.toString(body.length));
		}
		if (body.length > 0) {
			all.put("Content-Type", "application/json");
		}
		all.putAll(headers);
		StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
		all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		head.append("\r\n").append(text);
		this.channel.socket().getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
		return this;
	}

	/**
	 * Reads a response as fast as it comes.
	 * @return the response
	 * @throws EOFException if the connection ends before the response does
	 * @throws IOException if the connection breaks, or nothing arrives within the timeout
	 */
	public Answer read() throws IOException {
		return read(Long.MAX_VALUE);
	}

	/**
	 * Reads a response to its last byte.
	 * @param bytesPerSecond how fast to read the body
	 * @return the response
	 * @throws EOFException if the connection ends before the response does
	 * @throws IOException if the connection breaks, or nothing arrives within the timeout
	 */
	public Answer read(long bytesPerSecond) throws IOException {
		int status = status();
		Map<String, String> headers = headers();
		while (status / 100 == 1) {
			status = status();
			headers = headers();
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		long pauseNanos = 1_000_000_000L * BLOCK / bytesPerSecond;
		String length = headers.get("content-length");
		if (status == 204 || status == 304) {
			return new Answer(status, headers, new byte[0]);
		}
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

	/**
	 * Sends a request without a body and reads the response.
	 * @param method the HTTP method, in upper case
	 * @param path path and query
	 * @return the response
	 * @throws IOException if either fails
	 */
	public Answer exchange(String method, String path) throws IOException {
		return send(method, path).read();
	}

	private int status() throws IOException {
		String[] words = line().split(" ", 3);
		if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
			throw new IOException("This is no HTTP response: " + String.join(" ", words));
		}
		return Integer.parseInt(words[1]);
	}

	private Map<String, String> headers() throws IOException {
		Map<String, String> headers = new TreeMap<>();
		for (String header = line(); !header.isEmpty(); header = line()) {
			int colon = header.indexOf(':');
			if (colon < 1) {
				throw new IOException("This is no header: " + header);
			}
			headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
		}
		return headers;
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
	 * Returns, without waiting, whether the other side has closed an idle connection.
	 * @return {@code true} if it cannot be used any more
	 */
	public boolean closedByPeer() {
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
