package io.softlanding.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * An HTTP/1.x response that tells the caller to close the connection if the instance
 * drains by the time its body is begun: a request that was in flight at SIGTERM is
 * answered with the hint too.
 */
final class ClosingResponse extends HttpServletResponseWrapper {

	private final BooleanSupplier draining;

	ClosingResponse(HttpServletResponse response, BooleanSupplier draining) {
		super(response);
		this.draining = draining;
	}

	/**
	 * Adds the header if the instance drains. Does nothing once the response is
	 * committed, nor to an upgrade, whose Connection header says another thing.
	 */
	void close() {
		if (this.draining.getAsBoolean() && getStatus() != SC_SWITCHING_PROTOCOLS) {
			setHeader("Connection", "close");
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		close();
		return super.getOutputStream();
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		close();
		return super.getWriter();
	}

	@Override
	public void flushBuffer() throws IOException {
		close();
		super.flushBuffer();
	}

	@Override
	public void sendError(int status) throws IOException {
		close();
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		close();
		super.sendError(status, message);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		close();
		super.sendRedirect(location);
	}

}
