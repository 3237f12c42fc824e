/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket session of one server. Two of them are equal if they stand for the same
 * session. Safe for use by several threads.
 */
interface OpenSession {

	/**
	 * What a thread does for a session.
	 *
	 * @param thread name of the thread
	 * @param age time since the last data of the client was read; {@code null} if unknown
	 */
	record Handling(String thread, @Nullable Duration age) {
	}

	/** Returns the path of the session, without what differs between clients. */
	String path();

	/**
	 * Returns what is being done for the session right now, or {@code null} if nothing is
	 * seen.
	 */
	@Nullable Handling handling();

	/**
	 * Sends a close frame, unless a message is being handled. May block for a second, and
	 * runs the application's callback.
	 * @param code status code of the close frame
	 * @param reason reason in the close frame
	 * @param force whether to send it although a message is being handled
	 * @return {@code false} if a message is being handled
	 */
	boolean close(int code, String reason, boolean force) throws IOException;

	/** Whether a thread of the server works for the session right now. */
	default boolean onServerThread() {
		return false;
	}

	/**
	 * Whether a message of the client that is being handled can be seen.
	 * @return {@code false} if {@link #handling()} is always {@code null}
	 */
	default boolean showsHandling() {
		return false;
	}

}
