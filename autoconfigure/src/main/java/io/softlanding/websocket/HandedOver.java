/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import org.jspecify.annotations.Nullable;

/**
 * Strategy to find messages that a session has handed over to other threads.
 */
@FunctionalInterface
interface HandedOver {

	/** Without such messages. */
	HandedOver NONE = (session) -> null;

	/**
	 * Returns what is being done for a session.
	 * @param session the server's own object
	 * @return what is done, or {@code null} if nothing is
	 */
	OpenSession.@Nullable Handling handling(Object session);

}
