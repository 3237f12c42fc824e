/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.softlanding.inflight.UpgradeGate;
import io.softlanding.report.StatusSection;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket sessions, as the status and the log show them.
 */
final class SessionsStatus implements StatusSection {

	private static final int OLDEST = 5;

	private static final int MOST_UNFINISHED = 100;

	private final List<OpenSessions> servers;

	private final @Nullable UpgradeGate gate;

	private volatile long closed;

	SessionsStatus(List<OpenSessions> servers, @Nullable UpgradeGate gate) {
		this.servers = servers;
		this.gate = gate;
	}

	@Override
	public String name() {
		return "webSockets";
	}

	/** A session with a message that is being handled. */
	private record Busy(OpenSession session, OpenSession.Handling handling) {

		long ageMillis() {
			Duration age = this.handling.age();
			return (age != null) ? age.toMillis() : 0;
		}

	}

	/**
	 * Returns the sessions of all servers.
	 * @param sessions where to add them
	 * @return {@code false} if a server has sessions that cannot be reached
	 */
	boolean open(Collection<OpenSession> sessions) {
		boolean known = true;
		for (OpenSessions server : this.servers) {
			known &= server.addTo(sessions);
		}
		return known;
	}

	/** Returns how many sessions are open; not a number if that cannot be known. */
	double open() {
		List<OpenSession> open = new ArrayList<>();
		return open(open) ? open.size() : Double.NaN;
	}

	long dropped() {
		return this.servers.stream().mapToLong(OpenSessions::dropped).sum();
	}

	long refused() {
		return (this.gate != null) ? this.gate.refusedUpgrades() : 0;
	}

	void closed(long closed) {
		this.closed = closed;
	}

	long closed() {
		return this.closed;
	}

	@Override
	public Map<String, Object> status() {
		List<OpenSession> open = new ArrayList<>();
		Map<String, Object> status = new LinkedHashMap<>();
		boolean known = open(open);
		status.put("open", known ? open.size() : "unknown");
		status.put("closed", this.closed);
		if (refused() > 0) {
			status.put("refused", refused());
		}
		status.put("handling", handling(open, OLDEST));
		return status;
	}

	/** Describes messages that were not waited for until their end. */
	List<Map<String, Object>> unfinished(Collection<OpenSession> sessions, List<Map<String, Object>> cutOff) {
		return Stream.concat(cutOff.stream(), handling(sessions, MOST_UNFINISHED).stream())
			.limit(MOST_UNFINISHED)
			.toList();
	}

	private static List<Map<String, Object>> handling(Collection<OpenSession> sessions, int most) {
		return busy(sessions).stream().limit(most).map((busy) -> describe(busy.session(), busy.handling())).toList();
	}

	static Map<String, Object> describe(OpenSession session, OpenSession.Handling handling) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("path", session.path());
		Duration age = handling.age();
		described.put("age", (age != null) ? age : "unknown");
		described.put("thread", handling.thread());
		return described;
	}

	private static List<Busy> busy(Collection<OpenSession> sessions) {
		return sessions.stream().map((session) -> {
			OpenSession.Handling handling = session.handling();
			return (handling != null) ? new Busy(session, handling) : null;
		}).filter(Objects::nonNull).sorted((one, other) -> Long.compare(other.ageMillis(), one.ageMillis())).toList();
	}

	/**
	 * Says in a line what is being waited for.
	 * @return for example {@code 12 WebSocket sessions open, 1 message being handled,
	 * oldest 2.1s /chat}
	 */
	String line(Collection<OpenSession> sessions) {
		String open = sessions.size()
				+ ((sessions.size() == 1) ? " WebSocket session open" : " WebSocket sessions open");
		List<Busy> busy = busy(sessions);
		if (busy.isEmpty()) {
			return open;
		}
		Busy oldest = busy.get(0);
		return String.format(Locale.ROOT, "%s, %d %s being handled, oldest %.1fs %s", open, busy.size(),
				(busy.size() == 1) ? "message" : "messages", oldest.ageMillis() / 1e3, oldest.session().path());
	}

}
