package io.softlanding.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.x response that tells the caller to close the connection if the instance
 * drains by the time its body is begun: a request that was in flight at SIGTERM is
 * answered with the hint too.
 */
final class ClosingResponse extends HttpServletResponseWrapper {

	private static final Logger logger = LoggerFactory.getLogger(ClosingResponse.class);

	/** Bodies in chunks, whatever their length: no field is ever sent. */
	private static final Supplier<@Nullable Map<String, String>> NO_TRAILERS = () -> null;

	private final BooleanSupplier draining;

	/** Whether the body can be sent in chunks. */
	private final boolean chunks;

	/**
	 * Creates a response that says nothing until it is begun.
	 * @param chunks whether the request may be answered in chunks: HTTP/1.1, not HEAD
	 * @param draining whether the instance drains
	 */
	ClosingResponse(HttpServletResponse response, boolean chunks, BooleanSupplier draining) {
		super(response);
		this.chunks = chunks;
		this.draining = draining;
	}

	/**
	 * Adds the header if the instance drains. Does nothing once the response is
	 * committed, nor to an upgrade, whose Connection header says another thing.
	 */
	void close() {
		if (closes()) {
			setHeader("Connection", "close");
		}
	}

	private boolean closes() {
		return this.draining.getAsBoolean() && getStatus() != SC_SWITCHING_PROTOCOLS;
	}

	/**
	 * Adds the header, and has a body of unknown length sent in chunks all the same:
	 * servers let the end of a closing connection stand for the end of the body, and one
	 * that is cut at the deadline would look complete. Where trailer fields are possible
	 * they do not.
	 */
	private void begin() {
		close();
		if (this.chunks && closes() && hasBody(getStatus()) && !isCommitted() && !containsHeader("Content-Length")
				&& getTrailerFields() == null) {
			try {
				setTrailerFields(NO_TRAILERS);
			}
			catch (IllegalStateException ex) {
				// This server has reasons of its own; the answer is more important.
				logger.debug("The end of the connection is the end of this answer", ex);
			}
		}
	}

	private void endBodiless(int status) {
		if (this.chunks && !hasBody(status) && !isCommitted() && getTrailerFields() == NO_TRAILERS) {
			setTrailerFields(null);
		}
	}

	private static boolean hasBody(int status) {
		return status >= SC_OK && status != SC_NO_CONTENT && status != SC_RESET_CONTENT && status != SC_NOT_MODIFIED;
	}

	@Override
	public void setStatus(int status) {
		endBodiless(status);
		super.setStatus(status);
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		begin();
		return super.getOutputStream();
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		begin();
		return super.getWriter();
	}

	@Override
	public void flushBuffer() throws IOException {
		begin();
		super.flushBuffer();
	}

	@Override
	public void sendError(int status) throws IOException {
		endBodiless(status);
		close();
		super.sendError(status);
	}

	@Override
	public void sendError(int status, String message) throws IOException {
		endBodiless(status);
		close();
		super.sendError(status, message);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		close();
		super.sendRedirect(location);
	}

}
