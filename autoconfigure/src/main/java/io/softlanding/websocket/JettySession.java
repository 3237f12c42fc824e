/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.net.URI;
import java.util.Map;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * A session of Jetty's own API, which Spring uses on Jetty. It sends without blocking.
 */
final class JettySession implements OpenSession {

	private final Session session;

	private final HandedOver handedOver;

	private JettySession(Session session, HandedOver handedOver) {
		this.session = session;
		this.handedOver = handedOver;
	}

	static @Nullable OpenSession of(Object session, HandedOver handedOver) {
		return (session instanceof Session jetty) ? new JettySession(jetty, handedOver) : null;
	}

	@Override
	public String path() {
		URI uri = this.session.getUpgradeRequest().getRequestURI();
		return SessionPath.of((uri != null) ? uri.getPath() : null, Map.of());
	}

	@Override
	public @Nullable Handling handling() {
		return this.handedOver.handling(this.session);
	}

	@Override
	public boolean close(int code, String reason, boolean force) {
		if (!force && this.handedOver.handling(this.session) != null) {
			return false;
		}
		this.session.close(code, reason, Callback.NOOP);
		return true;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof JettySession that && this.session == that.session;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.session);
	}

}
