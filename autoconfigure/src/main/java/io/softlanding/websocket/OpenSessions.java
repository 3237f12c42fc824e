/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Collection;

/**
 * The WebSocket sessions of a server.
 */
interface OpenSessions {

	/**
	 * Adds each session whose connection is open, also when its close frame was sent and
	 * the client has not answered yet. Must not block.
	 * @param sessions what to add them to
	 * @return {@code false} if the server has sessions that cannot be reached
	 */
	boolean addTo(Collection<OpenSession> sessions);

	/**
	 * Returns how many messages arrived after the drain had ended the input of their
	 * sessions, and were not handed over to their handlers.
	 */
	default long dropped() {
		return 0;
	}

}
