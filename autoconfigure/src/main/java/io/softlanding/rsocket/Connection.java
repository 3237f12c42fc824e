/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.util.HashSet;
import java.util.Set;

import io.rsocket.DuplexConnection;
import io.rsocket.exceptions.CanceledException;
import io.rsocket.exceptions.ConnectionCloseException;
import io.rsocket.exceptions.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client. It is closed between two requests: a request that arrives
 * after that is not begun, so that the client may send it to another instance.
 */
final class Connection {

	static final String CONNECT = "The instance is shutting down. Connect to another one.";

	private static final String ASK = "The instance is shutting down. Send the request to another instance.";

	private final RSocketRequests requests;

	private final DuplexConnection duplex;

	private final String metadataMimeType;

	/** Guarded by this. */
	private final Set<Interaction> active = new HashSet<>();

	/** Guarded by this. */
	private boolean ending;

	/** Guarded by this. */
	private boolean closing;

	/** Guarded by this. */
	private boolean refusing;

	Connection(RSocketRequests requests, DuplexConnection duplex, String metadataMimeType) {
		this.requests = requests;
		this.duplex = duplex;
		this.metadataMimeType = metadataMimeType;
	}

	/** What the client of a stream gets that the drain ends. */
	static Throwable endOfStream() {
		return new CanceledException(ASK);
	}

	/** Its code tells the client that the request has not been begun. */
	static Throwable refused() {
		return new RejectedException(ASK);
	}

	String metadataMimeType() {
		return this.metadataMimeType;
	}

	/**
	 * Begins a request.
	 * @param answered whether its client learns that it is refused
	 * @return {@code null} if the request must not be handled
	 */
	@Nullable Interaction begin(String type, boolean stream, boolean answered, @Nullable String route) {
		Interaction begun = new Interaction(this, type, route, stream, this.requests.now());
		synchronized (this) {
			if (this.closing || (this.refusing && answered)) {
				if (!answered) {
					this.requests.lost();
				}
				return null;
			}
			this.active.add(begun);
		}
		this.requests.begun(begun);
		return begun;
	}

	void ended(Interaction interaction, boolean cancelled) {
		synchronized (this) {
			if (!this.active.remove(interaction)) {
				return;
			}
		}
		interaction.over();
		this.requests.ended(interaction, cancelled);
		closeIfIdle();
	}

	/** Closes the connection as soon as no request is in flight. */
	void end() {
		synchronized (this) {
			this.ending = true;
		}
		closeIfIdle();
	}

	/** Does not begin further requests. */
	synchronized void refuse() {
		this.refusing = true;
	}

	private void closeIfIdle() {
		synchronized (this) {
			if (!this.ending || this.closing || !this.active.isEmpty()) {
				return;
			}
			this.closing = true;
		}
		close();
	}

	/** Sends the reason after all that has been sent before, and closes. */
	void close() {
		this.duplex.sendErrorAndClose(new ConnectionCloseException(CONNECT));
	}

}
