package io.softlanding.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells an instance's own business, which is never tracked, from that of its callers.
 */
interface ManagementRequests {

	/** There is no management on this server. */
	ManagementRequests NONE = (request) -> Kind.APPLICATION;

	/**
	 * Whose business a request is.
	 */
	enum Kind {

		/** A caller's. */
		APPLICATION,

		/** Somebody looks at the instance. */
		MANAGEMENT,

		/** Somebody asks whether to send requests here. */
		PROBE

	}

	/**
	 * Tells whose business a request is.
	 * @param request the request
	 * @return its kind
	 */
	Kind kind(HttpServletRequest request);

	/**
	 * Returns the path of a request inside the application, whatever servlet serves it.
	 * @param request the request
	 * @return for example {@code /actuator/health}
	 */
	static String path(HttpServletRequest request) {
		String info = request.getPathInfo();
		return (info != null) ? info : request.getServletPath();
	}

}
