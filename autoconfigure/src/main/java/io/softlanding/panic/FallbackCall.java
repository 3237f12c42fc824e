package io.softlanding.panic;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that the breaker of its route has let in. The breaker is told once how it
 * went: of an asynchronous request when it completes, in whatever way it comes to that.
 */
final class FallbackCall implements AsyncListener {

	private final FallbackRoute route;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final @Nullable CapturedResponse captured;

	private final LastGood lastGood;

	private final long startNanos = System.nanoTime();

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile boolean timedOut;

	FallbackCall(FallbackRoute route, HttpServletRequest request, HttpServletResponse response, LastGood lastGood) {
		this.route = route;
		this.request = request;
		this.response = response;
		this.captured = (route.lastGood() && LastGood.isPublic(request))
				? new CapturedResponse(response, LastGood.LONGEST_BODY) : null;
		this.lastGood = lastGood;
	}

	FallbackRoute route() {
		return this.route;
	}

	/** The response to hand on. */
	HttpServletResponse response() {
		return (this.captured != null) ? this.captured : this.response;
	}

	void failed(Throwable error) {
		if (this.told.compareAndSet(false, true)) {
			this.route.breaker().failed(System.nanoTime() - this.startNanos, error);
		}
	}

	/** It was neither a success nor a panic. */
	void withdrawn() {
		if (this.told.compareAndSet(false, true)) {
			this.route.breaker().withdrawn();
		}
	}

	/** The request has been answered. What was recorded of it may be hidden by now. */
	void ended() {
		RequestNotes.Recorded recorded = RequestNotes.recorded(this.request);
		if (recorded != null && recorded.classification().severity().isFailure()) {
			failed(recorded.error());
		}
		else if (recorded != null) {
			withdrawn();
		}
		else if (this.timedOut && this.response.getStatus() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
			failed(new TimeoutException("asynchronous request"));
		}
		else if (this.told.compareAndSet(false, true)) {
			byte[] body = (this.captured != null) ? this.captured.body() : null;
			if (body != null) {
				this.lastGood.put(this.request, this.response, body);
			}
			this.route.breaker().succeeded(System.nanoTime() - this.startNanos);
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		ended();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// A request that waits may have an answer of its own for that.
		this.timedOut = true;
	}

	@Override
	public void onError(AsyncEvent event) {
		// An error of the connection is the client's end of it. Others are recorded when
		// the server hands them to an error page, before the request completes.
		if (event.getThrowable() instanceof IOException) {
			withdrawn();
		}
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

}
