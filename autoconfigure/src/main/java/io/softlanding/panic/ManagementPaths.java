/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.function.Supplier;

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

	boolean contain(String path) {
		List<String> roots = this.known;
		if (roots == null) {
			roots = this.roots.get();
			this.known = roots;
		}
		if (roots.isEmpty()) {
			return false;
		}
		// Asked at each request.
		for (int i = 0; i < roots.size(); i++) {
			String root = roots.get(i);
			if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
				return true;
			}
		}
		return false;
	}

}
