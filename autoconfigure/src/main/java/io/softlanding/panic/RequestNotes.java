package io.softlanding.panic;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is noted about a request on its way out to the {@link PanicFilter}.
 */
final class RequestNotes {

	private static final String WHERE = RequestNotes.class.getName() + ".where";

	private static final String RECORDED = RequestNotes.class.getName() + ".recorded";

	/** Set by the request tracking of {@code softlanding.web}. */
	private static final String MANAGEMENT = "io.softlanding.web.InFlightFilter.management";

	private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

	private RequestNotes() {
	}

	/** Returns for example {@code GET /orders/{id}}. */
	static String route(HttpServletRequest request) {
		Object pattern = request.getAttribute(PATTERN);
		String path = (pattern != null) ? pattern.toString() : request.getHttpServletMapping().getPattern();
		return request.getMethod() + " " + path;
	}

	/**
	 * Returns a route without its method: whoever asks with another is no second route.
	 */
	static String path(String route) {
		return route.substring(route.indexOf(' ') + 1);
	}

	static boolean isManagement(HttpServletRequest request) {
		return request.getAttribute(MANAGEMENT) != null;
	}

	static void where(HttpServletRequest request, Where where) {
		request.setAttribute(WHERE, where);
	}

	static @Nullable Where where(HttpServletRequest request) {
		return (request.getAttribute(WHERE) instanceof Where where) ? where : null;
	}

	static void recorded(HttpServletRequest request, Throwable error, PanicClassification classification) {
		request.setAttribute(RECORDED, new Recorded(error, classification));
	}

	static boolean hasFailed(HttpServletRequest request) {
		return request.getAttribute(RECORDED) instanceof Recorded recorded
				&& recorded.classification().severity().isFailure();
	}

	/** What was said of an error by somebody further in, if it is the same one. */
	static @Nullable PanicClassification recorded(HttpServletRequest request, Throwable error) {
		return (request.getAttribute(RECORDED) instanceof Recorded recorded && recorded.error() == error)
				? recorded.classification() : null;
	}

	/** What was said last, or {@code null} if nothing has escaped. */
	static @Nullable Recorded recorded(HttpServletRequest request) {
		return (request.getAttribute(RECORDED) instanceof Recorded recorded) ? recorded : null;
	}

	/** An error and what it was taken for. */
	record Recorded(Throwable error, PanicClassification classification) {
	}

}
