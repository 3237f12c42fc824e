/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.function.Consumer;

/**
 * The open connections of a server whose WebSocket sessions cannot be reached otherwise.
 * Implemented by the feature that serves requests.
 */
@FunctionalInterface
public interface OpenConnections {

	/**
	 * Passes each connection to an action. Safe for use by several threads.
	 * @param action receives the server's own objects, such as channels of Netty
	 * @return {@code false} if the application runs on another server
	 */
	boolean forEachOpen(Consumer<Object> action);

}
