/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A client of HTTP/2 that shows the frames it gets.
 */
public final class Http2Connection implements AutoCloseable {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int ACK = 1;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	private final Socket socket;

	private final DataInputStream input;

	private final DataOutputStream output;

	private final Map<Integer, Stream> streams = new HashMap<>();

	private final List<Integer> lastStreams = new ArrayList<>();

	private int nextStream = 1;

	private static final class Stream {

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private String headers = "";

		private boolean succeeded;

		private boolean ended;

	}

	public Http2Connection(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(60_000);
		this.input = new DataInputStream(this.socket.getInputStream());
		this.output = new DataOutputStream(this.socket.getOutputStream());
		this.output.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		write(SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Asks for something.
	 * @param path its path and query
	 * @return the stream
	 */
	public int get(String path) throws IOException {
		int stream = this.nextStream;
		this.nextStream += 2;
		this.streams.put(stream, new Stream());
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		// GET and http are in the static table.
		block.write(0x82);
		block.write(0x86);
		literal(block, 4, path);
		literal(block, 1, "localhost");
		write(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray());
		return stream;
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) {
		block.write(name);
		block.write(value.length());
		block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Reads a whole answer.
	 * @param stream its stream
	 * @return the body, if the status is 200
	 */
	public String read(int stream) throws IOException {
		Stream answer = this.streams.get(stream);
		while (!answer.ended) {
			readFrame();
		}
		if (!answer.succeeded) {
			throw new IOException("another status than 200, and " + answer.body + " after " + answer.headers);
		}
		return answer.body.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Waits until the server has asked to go away, unless it has.
	 * @return the last stream it serves
	 */
	public int awaitGoAway() throws IOException {
		while (this.lastStreams.isEmpty()) {
			readFrame();
		}
		return this.lastStreams.get(this.lastStreams.size() - 1);
	}

	/**
	 * The last streams that the server has named so far, each time it has asked to go
	 * away.
	 */
	public List<Integer> lastStreams() {
		return this.lastStreams;
	}

	/** Reads all frames until the server closes the connection. */
	public void awaitEnd() throws IOException {
		try {
			while (true) {
				readFrame();
			}
		}
		catch (EOFException ex) {
			// What was waited for.
		}
	}

	private void readFrame() throws IOException {
		int length = (this.input.readUnsignedShort() << 8) | this.input.readUnsignedByte();
		int type = this.input.readUnsignedByte();
		int flags = this.input.readUnsignedByte();
		Stream stream = this.streams.get(this.input.readInt());
		byte[] payload = this.input.readNBytes(length);
		if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
			write(type, ACK, 0, (type == PING) ? payload : new byte[0]);
		}
		else if (type == GOAWAY) {
			this.lastStreams.add(((payload[0] & 0x7f) << 24) | ((payload[1] & 0xff) << 16) | ((payload[2] & 0xff) << 8)
					| (payload[3] & 0xff));
		}
		else if (stream != null) {
			if (type == HEADERS) {
				stream.headers += HexFormat.of().formatHex(payload) + " ";
				int first = 0;
				// A new size of the dynamic table comes before all else, in so many
				// bytes.
				while ((payload[first] & 0xe0) == 0x20) {
					boolean more = (payload[first++] & 0x1f) == 0x1f;
					while (more) {
						more = payload[first++] < 0;
					}
				}
				stream.succeeded |= (payload[first] & 0xff) == 0x88;
			}
			else if (type == DATA) {
				stream.body.writeBytes(payload);
			}
			stream.ended |= (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
		}
	}

	private void write(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		DataOutputStream data = new DataOutputStream(frame);
		data.writeByte(payload.length >> 16);
		data.writeShort(payload.length);
		data.writeByte(type);
		data.writeByte(flags);
		data.writeInt(stream);
		data.write(payload);
		this.output.write(frame.toByteArray());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
