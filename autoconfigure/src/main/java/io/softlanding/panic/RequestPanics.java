package io.softlanding.panic;

import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Records what escapes requests, once for each request and error.
 */
final class RequestPanics {

	private final PanicRecorder recorder;

	private final PanicWindow window;

	private final Surroundings surroundings;

	private final Predicate<HttpServletRequest> management;

	/**
	 * Creates a recorder of requests.
	 * @param management which requests are actuator's, besides those that somebody else
	 * has noted to be
	 */
	RequestPanics(PanicRecorder recorder, PanicWindow window, Surroundings surroundings,
			Predicate<HttpServletRequest> management) {
		this.recorder = recorder;
		this.window = window;
		this.surroundings = surroundings;
		this.management = management;
	}

	/** Whether a request says nothing about the application. */
	boolean isManagement(HttpServletRequest request) {
		return RequestNotes.isManagement(request) || this.management.test(request);
	}

	/** A request has begun. */
	void begun(HttpServletRequest request) {
		if (!isManagement(request)) {
			this.window.request();
		}
	}

	/** Called before anything else is done about an error. */
	void makeRoom(Throwable error) {
		this.recorder.makeRoom(error);
	}

	/** Notes where an error was seen first: further out, the trace is gone. */
	void note(HttpServletRequest request) {
		RequestNotes.where(request, here(request));
	}

	PanicClassification record(HttpServletRequest request, Throwable error) {
		PanicClassification known = RequestNotes.recorded(request, error);
		if (known != null) {
			return known;
		}
		Where noted = RequestNotes.where(request);
		Where where = (noted != null) ? noted : here(request);
		PanicClassification classification = this.recorder.recordAndMark(error, PanicSource.REQUEST, where.route(),
				where);
		boolean first = !RequestNotes.hasFailed(request);
		RequestNotes.recorded(request, error, classification);
		if (classification.severity().isFailure() && first && !isManagement(request)) {
			this.window.failedRequest(RequestNotes.path(String.valueOf(where.route())));
		}
		return classification;
	}

	/** The connection has failed, and nobody is there to be answered. */
	void clientGone(HttpServletRequest request, Throwable error) {
		if (RequestNotes.recorded(request, error) == null) {
			this.recorder.ignore(PanicSource.REQUEST);
			RequestNotes.recorded(request, error, PanicClassification.CLIENT_GONE);
		}
	}

	private Where here(HttpServletRequest request) {
		Where here = this.surroundings.here(RequestNotes.route(request));
		if (here.traceId() != null) {
			return here;
		}
		return new Where(here.route(), here.thread(), here.transaction(), traceId(request.getHeader("traceparent")));
	}

	/** Takes the identifier out of the header of W3C's Trace Context. */
	static @Nullable String traceId(@Nullable String traceparent) {
		if (traceparent == null || traceparent.length() < 55 || traceparent.charAt(2) != '-'
				|| traceparent.charAt(35) != '-') {
			return null;
		}
		String id = traceparent.substring(3, 35);
		return id.chars().allMatch((digit) -> Character.digit(digit, 16) >= 0) ? id : null;
	}

}
