/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Records uncaught errors of requests, once for each request and error.
 */
final class RequestPanics {

	private final PanicRecorder recorder;

	private final Predicate<HttpServletRequest> management;

	private final RequestTrace trace;

	/** Returns the trace of a request, which has ended before the error is seen. */
	@FunctionalInterface
	interface RequestTrace {

		@Nullable String id(HttpServletRequest request);

	}

	RequestPanics(PanicRecorder recorder, Predicate<HttpServletRequest> management, RequestTrace trace) {
		this.recorder = recorder;
		this.management = management;
		this.trace = trace;
	}

	void makeRoom(Throwable error) {
		this.recorder.makeRoom(error);
	}

	/** Notes the place of a request, because its trace ends before an error is seen. */
	void note(HttpServletRequest request) {
		RequestNotes.place(request, here(request));
	}

	PanicClassification classify(Throwable error) {
		return this.recorder.classify(error);
	}

	/** Records an error that no code further up the stack can handle. */
	PanicClassification record(HttpServletRequest request, Throwable error, boolean logged) {
		RequestNotes.Recorded before = RequestNotes.recorded(request);
		if (before != null && before.error() == error) {
			return before.classification();
		}
		PanicLocation noted = RequestNotes.place(request);
		PanicLocation place = (noted != null) ? noted : hereOrUnknown(request);
		PanicClassification classification = this.recorder.recordAndMark(error, PanicSource.REQUEST, place, logged);
		RequestNotes.recorded(request, error, classification);
		boolean first = before == null || !before.classification().severity().isFailure();
		if (classification.severity().isFailure() && first && !this.management.test(request)) {
			this.recorder.window().failedRequest(RequestNotes.path(String.valueOf(place.route())));
		}
		return classification;
	}

	/** Where the heap is full, an error counts without its place. */
	private PanicLocation hereOrUnknown(HttpServletRequest request) {
		try {
			return here(request);
		}
		catch (Throwable ex) {
			return PanicLocation.unknown();
		}
	}

	private PanicLocation here(HttpServletRequest request) {
		return this.recorder.details()
			.places()
			.here(RequestNotes.route(request))
			.orTrace(this.trace.id(request), request.getHeader("traceparent"));
	}

}
