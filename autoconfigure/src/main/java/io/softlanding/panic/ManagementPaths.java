package io.softlanding.panic;

import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The paths of actuator, where it is served beside the application.
 */
final class ManagementPaths {

	private final Supplier<List<String>> roots;

	private volatile @Nullable List<String> known;

	/**
	 * Creates the paths.
	 * @param roots asked for at the first request that has to be known
	 */
	ManagementPaths(Supplier<List<String>> roots) {
		this.roots = roots;
	}

	boolean contain(HttpServletRequest request) {
		List<String> roots = this.known;
		if (roots == null) {
			roots = this.roots.get();
			this.known = roots;
		}
		if (roots.isEmpty()) {
			return false;
		}
		String path = path(request);
		// Asked at each request.
		for (int i = 0; i < roots.size(); i++) {
			String root = roots.get(i);
			if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
				return true;
			}
		}
		return false;
	}

	private static String path(HttpServletRequest request) {
		String info = request.getPathInfo();
		if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
			// The request itself is for the error page by now.
			int prefix = request.getContextPath().length() + ((info != null) ? request.getServletPath().length() : 0);
			return uri.substring(Math.min(prefix, uri.length()));
		}
		return (info != null) ? info : request.getServletPath();
	}

}
