/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.softlanding.drain.DrainResult;

/**
 * What a drain has done to the sessions, in words.
 */
final class SessionsResult {

	private SessionsResult() {
	}

	static DrainResult of(SessionsStatus status, ClosingSessions closing, List<OpenSession> left, int code,
			boolean known, boolean hurried) {
		long closed = closing.closed();
		List<String> parts = new ArrayList<>();
		parts.add((closed == 1) ? "1 WebSocket session closed with " + code
				: "%d WebSocket sessions closed with %d".formatted(closed, code));
		add(parts, closing.handled(), "message was completed first", "messages were completed first");
		add(parts, closing.cutOff().size(), "was closed while its message was being handled",
				"were closed while their messages were being handled");
		add(parts, closing.failed(), "close frame could not be sent", "close frames could not be sent");
		add(parts, left.size(), "session is still open", "sessions are still open");
		add(parts, closing.unanswered(), "client did not answer the close frame",
				"clients did not answer the close frame");
		add(parts, closing.notAwaited(), "was closed before its handler had returned",
				"were closed before their handlers had returned");
		long dropped = closing.dropped();
		add(parts, dropped, "message arrived too late to be handled", "messages arrived too late to be handled");
		if (hurried) {
			parts.add("softlanding.websocket.close-rate was exceeded to meet the deadline");
		}
		String all = String.join("; ", parts);
		long forced = closing.cutOff().size() + closing.failed();
		List<Map<String, Object>> unfinished = status.unfinished(left, closing.cutOff());
		if (!left.isEmpty()) {
			return DrainResult.timedOut("%s", all)
				.counting(closing.handled(), forced + left.size())
				.with("unfinished", unfinished);
		}
		if (forced + dropped > 0 || hurried) {
			DrainResult result = DrainResult.partial("%s", all).counting(closing.handled(), forced);
			return unfinished.isEmpty() ? result : result.with("unfinished", unfinished);
		}
		if (!known && closed + closing.handled() == 0) {
			return DrainResult.nothingToDo("WebSocket sessions of this server are unknown and end with the server");
		}
		if (!known) {
			return DrainResult.assumed("%s; other sessions of this server are unknown", all);
		}
		if (closed + closing.handled() == 0) {
			return DrainResult.nothingToDo("No WebSocket session was open");
		}
		return ((closing.unanswered() + closing.notAwaited() > 0) ? DrainResult.assumed("%s", all)
				: DrainResult.completed("%s", all))
			.counting(closing.handled(), 0);
	}

	private static void add(List<String> parts, long count, String one, String several) {
		if (count > 0) {
			parts.add(count + " " + ((count == 1) ? one : several));
		}
	}

}
