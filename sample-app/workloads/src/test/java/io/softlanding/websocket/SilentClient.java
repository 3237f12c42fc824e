/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that reads the close frame and never answers anything.
 */
final class SilentClient implements AutoCloseable {

	private final Socket socket;

	private final DataInputStream in;

	SilentClient(int port, String path) throws IOException {
		this.socket = new Socket("localhost", port);
		this.socket.setSoTimeout(30_000);
		this.in = new DataInputStream(this.socket.getInputStream());
		this.socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
					+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) this.in.readByte());
		}
		if (!head.toString().startsWith("HTTP/1.1 101")) {
			throw new IOException(head.toString());
		}
	}

	/** Returns the status code of the close frame; 1006 if there is none. */
	int closeCode() throws IOException {
		try {
			int opcode = this.in.readUnsignedByte() & 0xf;
			this.in.readUnsignedByte();
			while (opcode == 9) {
				opcode = this.in.readUnsignedByte() & 0xf;
				this.in.readUnsignedByte();
			}
			return (opcode == 8) ? this.in.readUnsignedShort() : -1;
		}
		catch (java.io.EOFException ex) {
			return 1006;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
