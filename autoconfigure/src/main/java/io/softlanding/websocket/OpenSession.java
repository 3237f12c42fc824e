/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

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
	 * @param sends whether the thread only sends to the client
	 */
	record Handling(String thread, @Nullable Duration age, boolean sends) {

		Handling(String thread, @Nullable Duration age) {
			this(thread, age, false);
		}

	}

	/** What has become of an attempt to close a session. */
	enum Attempt {

		/** The close frame was sent. */
		CLOSED,

		/**
		 * The handler gets no more messages. The close frame is sent when the handler has
		 * returned.
		 */
		ENDING,

		/** A message is being handled. */
		BUSY,

		/** The client or the application has closed the session before. */
		GONE

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
	 * @param despite what need not be waited for
	 * @throws IOException if the close frame could not be sent
	 */
	Attempt close(int code, String reason, Predicate<Handling> despite) throws IOException;

	/** Whether a thread of the server works for the session right now. */
	default boolean onServerThread() {
		return false;
	}

	/** Whether the close frame waits for the handler. */
	default boolean isEnding() {
		return false;
	}

	/** Sends a close frame that waits for the handler. Does not block. */
	default void closeNow() {
	}

}
