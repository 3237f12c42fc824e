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

	private final PanicPlace.Lookup places;

	private final Predicate<HttpServletRequest> management;

	private final RequestTrace trace;

	/** The trace of a request, which is over for its thread before its error is seen. */
	@FunctionalInterface
	interface RequestTrace {

		/**
		 * Returns the identifier.
		 * @param request a request
		 * @return the identifier of its trace, {@code null} if there is none
		 */
		@Nullable String id(HttpServletRequest request);

	}

	/**
	 * Creates a recorder of requests.
	 * @param management which requests are actuator's, and say nothing about the
	 * application
	 * @param trace knows the traces of requests
	 */
	RequestPanics(PanicRecorder recorder, PanicPlace.Lookup places, Predicate<HttpServletRequest> management,
			RequestTrace trace) {
		this.recorder = recorder;
		this.places = places;
		this.management = management;
		this.trace = trace;
	}

	/** Called before anything else is done about an error. */
	void makeRoom(Throwable error) {
		this.recorder.makeRoom(error);
	}

	/** Notes where an error was thrown: further out, the trace is gone. */
	void note(HttpServletRequest request) {
		RequestNotes.place(request, here(request));
	}

	/** Classifies an error that may still be handled further out. */
	PanicClassification classify(Throwable error) {
		return this.recorder.classify(error);
	}

	/**
	 * Records an error that nothing further out can handle.
	 * @param logged whether the server logs it
	 */
	PanicClassification record(HttpServletRequest request, Throwable error, boolean logged) {
		RequestNotes.Recorded before = RequestNotes.recorded(request);
		if (before != null && before.error() == error) {
			return before.classification();
		}
		PanicPlace noted = RequestNotes.place(request);
		PanicPlace place = (noted != null) ? noted : hereOrUnknown(request);
		PanicClassification classification = this.recorder.recordAndMark(error, PanicSource.REQUEST, place, logged);
		RequestNotes.recorded(request, error, classification);
		boolean first = before == null || !before.classification().severity().isFailure();
		if (classification.severity().isFailure() && first && !this.management.test(request)) {
			this.recorder.window().failedRequest(RequestNotes.path(String.valueOf(place.route())));
		}
		return classification;
	}

	/** PanicPlace the heap is full, an error counts also without its place. */
	private PanicPlace hereOrUnknown(HttpServletRequest request) {
		try {
			return here(request);
		}
		catch (Throwable ex) {
			return PanicPlace.unknown();
		}
	}

	private PanicPlace here(HttpServletRequest request) {
		return this.places.here(RequestNotes.route(request))
			.orTrace(this.trace.id(request), request.getHeader("traceparent"));
	}

}
