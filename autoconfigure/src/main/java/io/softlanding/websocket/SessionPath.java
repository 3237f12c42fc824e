/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Path of a session for reports, in which what differs between clients is left out.
 */
final class SessionPath {

	private static final Pattern SOCK_JS = Pattern.compile("/[^/]+/[^/]+/websocket$");

	private static final Pattern ID = Pattern.compile("(?<=/)(?=[^/]*[0-9])[^/]{8,}|(?<=/)[0-9]+(?=/|$)");

	private SessionPath() {
	}

	static String of(@Nullable String path, Map<String, String> parameters) {
		if (path == null || path.isEmpty()) {
			return "unknown";
		}
		String pattern = path;
		for (Map.Entry<String, String> parameter : parameters.entrySet()) {
			pattern = pattern.replaceAll("/" + Pattern.quote(parameter.getValue()) + "(?=/|$)",
					Matcher.quoteReplacement("/{" + parameter.getKey() + "}"));
		}
		pattern = SOCK_JS.matcher(pattern).replaceFirst("/{server}/{session}/websocket");
		return ID.matcher(pattern).replaceAll("{id}");
	}

}
