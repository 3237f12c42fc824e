package io.softlanding.panic;

import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The paths of actuator beside those of the application, for when nobody else tells its
 * requests from others.
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
		String info = request.getPathInfo();
		String path = (info != null) ? info : request.getServletPath();
		return roots.stream().anyMatch((root) -> path.equals(root) || path.startsWith(root + "/"));
	}

}
