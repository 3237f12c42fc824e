/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Response that keeps a copy of its body, up to a maximum length.
 */
final class CapturedResponse extends HttpServletResponseWrapper {

	private final int longest;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final StringBuilder text = new StringBuilder();

	private boolean incomplete;

	private @Nullable ServletOutputStream output;

	private @Nullable PrintWriter writer;

	CapturedResponse(HttpServletResponse response, int longest) {
		super(response);
		this.longest = longest;
	}

	/**
	 * Returns the body, or {@code null} if it was too long, if it could not be sent, or
	 * if there was a cookie.
	 */
	byte @Nullable [] body() {
		if (this.writer != null && isCommitted() && this.writer.checkError()) {
			return null;
		}
		byte[] body = (this.writer != null) ? this.text.toString().getBytes(Charset.forName(getCharacterEncoding()))
				: this.bytes.toByteArray();
		return (this.incomplete || body.length > this.longest) ? null : body;
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		ServletOutputStream output = this.output;
		if (output == null) {
			output = new CapturedOutput(super.getOutputStream());
			this.output = output;
		}
		return output;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter writer = this.writer;
		if (writer == null) {
			writer = new CapturedWriter(super.getWriter());
			this.writer = writer;
		}
		return writer;
	}

	/** On some servers, cookies are in no header. */
	@Override
	public void addCookie(Cookie cookie) {
		this.incomplete = true;
		super.addCookie(cookie);
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		this.bytes.reset();
		this.text.setLength(0);
	}

	@Override
	public void reset() {
		super.reset();
		resetBuffer();
		this.output = null;
		this.writer = null;
	}

	private void keep(byte[] data, int offset, int length) {
		this.incomplete |= this.bytes.size() + length > this.longest;
		if (!this.incomplete) {
			this.bytes.write(data, offset, length);
		}
	}

	private void keep(CharSequence data) {
		this.incomplete |= this.text.length() + data.length() > this.longest;
		if (!this.incomplete) {
			this.text.append(data);
		}
	}

	private final class CapturedOutput extends ServletOutputStream {

		private final ServletOutputStream output;

		CapturedOutput(ServletOutputStream output) {
			this.output = output;
		}

		@Override
		public void write(int data) throws IOException {
			write(new byte[] { (byte) data }, 0, 1);
		}

		@Override
		public void write(byte[] data, int offset, int length) throws IOException {
			try {
				this.output.write(data, offset, length);
			}
			catch (IOException ex) {
				CapturedResponse.this.incomplete = true;
				throw ex;
			}
			keep(data, offset, length);
		}

		@Override
		public void flush() throws IOException {
			this.output.flush();
		}

		@Override
		public void close() throws IOException {
			this.output.close();
		}

		@Override
		public boolean isReady() {
			return this.output.isReady();
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.output.setWriteListener(listener);
		}

	}

	private final class CapturedWriter extends PrintWriter {

		CapturedWriter(PrintWriter writer) {
			super(writer);
		}

		@Override
		public void write(int data) {
			super.write(data);
			keep(String.valueOf((char) data));
		}

		@Override
		public void write(char[] data, int offset, int length) {
			super.write(data, offset, length);
			keep(new String(data, offset, length));
		}

		@Override
		public void write(String data, int offset, int length) {
			super.write(data, offset, length);
			keep(data.substring(offset, offset + length));
		}

		/** Does not call the methods above. */
		@Override
		public void println() {
			write(System.lineSeparator());
		}

	}

}
