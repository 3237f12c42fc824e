package io.softlanding.transaction;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The route of the request that Spring MVC serves on the calling thread.
 */
final class RequestRoute implements CurrentRoute {

	/** Named as in Spring MVC, which need not be there. */
	private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

	@Override
	public @Nullable String get() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			HttpServletRequest request = attributes.getRequest();
			Object pattern = request.getAttribute(PATTERN);
			return (pattern != null) ? request.getMethod() + " " + pattern : null;
		}
		return null;
	}

}
