/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that does exactly what it is told: one connection, no retries, nothing read
 * before it is asked to.
 */
public final class HttpConnection implements AutoCloseable {

	private final Socket socket;

	private HttpConnection(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(60_000);
	}

	/**
	 * An answer that was read.
	 *
	 * @param status its status
	 * @param headers its headers, in lower case
	 * @param body its bytes
	 */
	public record Answer(int status, Map<String, String> headers, byte[] body) {

		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

	}

	public static HttpConnection get(int port, String path) throws IOException {
		HttpConnection connection = new HttpConnection(port);
		connection.send(path);
		return connection;
	}

	public void send(String path) throws IOException {
		this.socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	public Answer read() throws IOException {
		return read(0);
	}

	/**
	 * Reads an answer to its last byte.
	 * @param pauseMillis how long to rest after each 64 KiB
	 */
	public Answer read(long pauseMillis) throws IOException {
		InputStream input = this.socket.getInputStream();
		int status = Integer.parseInt(line(input).split(" ")[1]);
		Map<String, String> headers = new TreeMap<>();
		for (String header = line(input); !header.isEmpty(); header = line(input)) {
			int colon = header.indexOf(':');
			headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).trim());
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if (headers.containsKey("content-length")) {
			copy(input, body, Integer.parseInt(headers.get("content-length")), pauseMillis);
		}
		else if (!headers.containsKey("transfer-encoding")) {
			input.transferTo(body);
		}
		else {
			for (int size = chunk(input); size > 0; size = chunk(input)) {
				copy(input, body, size, pauseMillis);
				line(input);
			}
			line(input);
		}
		return new Answer(status, headers, body.toByteArray());
	}

	private static int chunk(InputStream input) throws IOException {
		return Integer.parseInt(line(input), 16);
	}

	private static void copy(InputStream input, ByteArrayOutputStream body, int size, long pauseMillis)
			throws IOException {
		int left = size;
		byte[] block = new byte[64 * 1024];
		while (left > 0) {
			int read = input.read(block, 0, Math.min(block.length, left));
			if (read < 0) {
				throw new EOFException(left + " bytes are missing");
			}
			body.write(block, 0, read);
			left -= read;
			if (pauseMillis > 0) {
				java.util.concurrent.locks.LockSupport.parkNanos(pauseMillis * 1_000_000);
			}
		}
	}

	private static String line(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = input.read(); c != '\n'; c = input.read()) {
			if (c < 0) {
				throw new EOFException("closed after '" + line + "'");
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
