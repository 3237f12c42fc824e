/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.net.URI;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;

/**
 * A session of a server that implements Jakarta WebSocket.
 */
class JakartaSession implements OpenSession {

	private final Session session;

	private final HandedOver handedOver;

	JakartaSession(Session session, HandedOver handedOver) {
		this.session = session;
		this.handedOver = handedOver;
	}

	Session session() {
		return this.session;
	}

	@Override
	public String path() {
		URI uri = this.session.getRequestURI();
		return SessionPath.of((uri != null) ? uri.getPath() : null, this.session.getPathParameters());
	}

	@Override
	public @Nullable Handling handling() {
		return this.handedOver.handling(this.session);
	}

	@Override
	public boolean close(int code, String reason, boolean force) throws IOException {
		if (!force && this.handedOver.handling(this.session) != null) {
			return false;
		}
		this.session.close(new CloseReason(CloseCodes.getCloseCode(code), reason));
		return true;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof JakartaSession that && this.session == that.session;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.session);
	}

}
