package io.softlanding.panic;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A route that has something to fall back to.
 *
 * @param name how the route is configured, for example {@code GET /catalogue}
 * @param method its method
 * @param pattern its paths
 * @param breaker decides whether it is called at all
 * @param lastGood whether its last good response is kept
 * @param fixed the response to give when there is no other, or {@code null}
 */
record FallbackRoute(String name, String method, PathPattern pattern, RouteBreaker breaker, boolean lastGood,
		@Nullable GoodResponse fixed) {

	/** The server has decoded the path; a percent sign in it is one. */
	private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

	static FallbackRoute of(String name, PanicProperties.Route properties, RouteBreaker breaker) {
		int space = name.indexOf(' ');
		PathPattern pattern = PathPatternParser.defaultInstance.parse(name.substring(space + 1).strip());
		PanicProperties.Response response = properties.response();
		GoodResponse fixed = (response != null) ? new GoodResponse(response.status(), response.contentType(),
				response.body().getBytes(StandardCharsets.UTF_8)) : null;
		return new FallbackRoute(name, name.substring(0, space), pattern, breaker, properties.lastGood(), fixed);
	}

	boolean matches(HttpServletRequest request) {
		if (!this.method.equals(request.getMethod())) {
			return false;
		}
		String info = request.getPathInfo();
		String path = request.getServletPath() + ((info != null) ? info : "");
		return this.pattern.matches(PathContainer.parsePath(path, DECODED));
	}

}
