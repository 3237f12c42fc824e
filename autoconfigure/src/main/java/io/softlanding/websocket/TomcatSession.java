/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A session on Tomcat. While a thread handles a message, it holds the lock of the
 * connection, which is how Tomcat makes sure that messages are handled one by one. The
 * lock is looked at only while someone asks, so that messages pay nothing.
 */
final class TomcatSession implements OpenSession {

	/** How long a client that reads slowly may take to make room for a close frame. */
	private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	private static final long CLOSE_TIMEOUT_MILLIS = 1000;

	private static final String ENDPOINT = "wsRemoteEndpoint";

	private static final String LOCKED_BY = "[Locked by thread ";

	/** Returns a lock of another type on Tomcat 11 than on 10.1. */
	private static final @Nullable Method LOCK = ReflectionUtils.findMethod(SocketWrapperBase.class, "getLock");

	private static final Map<Key, Field> FIELDS = new ConcurrentHashMap<>();

	private record Key(Class<?> owner, String name) {
	}

	private final Session session;

	private final HandedOver handedOver;

	private final SocketWrapperBase<?> connection;

	private final ReentrantLock lock;

	private TomcatSession(Session session, HandedOver handedOver, SocketWrapperBase<?> connection, ReentrantLock lock) {
		this.session = session;
		this.handedOver = handedOver;
		this.connection = connection;
		this.lock = lock;
	}

	/**
	 * Returns a session.
	 * @return {@code null} if this version of Tomcat hides the connection
	 */
	static @Nullable OpenSession of(Session session, HandedOver handedOver) {
		Object endpoint = get(session, ENDPOINT);
		Object connection = (endpoint != null) ? get(endpoint, "socketWrapper") : null;
		return (connection instanceof SocketWrapperBase<?> wrapper && LOCK != null
				&& ReflectionUtils.invokeMethod(LOCK, wrapper) instanceof ReentrantLock lock)
						? new TomcatSession(session, handedOver, wrapper, lock) : null;
	}

	/** Whether this application is the client of a session. */
	static boolean isOfClient(Session session) {
		Object endpoint = get(session, ENDPOINT);
		return endpoint != null && endpoint.getClass().getSimpleName().endsWith("Client");
	}

	/** Reads a private field: Tomcat has no other way to them. */
	static @Nullable Object get(Object owner, String name) {
		try {
			Key key = new Key(owner.getClass(), name);
			Field field = FIELDS.get(key);
			if (field == null) {
				field = ReflectionUtils.findField(owner.getClass(), name);
				if (field == null) {
					return null;
				}
				ReflectionUtils.makeAccessible(field);
				FIELDS.put(key, field);
			}
			return ReflectionUtils.getField(field, owner);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	@Override
	public boolean onServerThread() {
		return this.lock.isLocked();
	}

	@Override
	public @Nullable Handling handling() {
		if (!this.lock.isLocked() || this.lock.isHeldByCurrentThread()) {
			return this.handedOver.handling(this.session);
		}
		// The text is specified, and the owner is not accessible otherwise.
		String text = this.lock.toString();
		int from = text.lastIndexOf(LOCKED_BY);
		if (from < 0) {
			return this.handedOver.handling(this.session);
		}
		long since = lastReadMillis();
		return new Handling(text.substring(from + LOCKED_BY.length(), text.length() - 1),
				(since > 0) ? Duration.ofMillis(Math.max(0, System.currentTimeMillis() - since)) : null);
	}

	/** Returns when data of the client was read last; 0 if unknown. */
	long lastReadMillis() {
		return (this.connection instanceof NioSocketWrapper nio) ? nio.getLastRead() : 0;
	}

	/** Sends a ping. Blocks while the client does not read. */
	void ping() throws IOException {
		this.session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
	}

	/** Returns the name of the authenticated user. */
	@Nullable String user() {
		try {
			Principal user = this.session.getUserPrincipal();
			return (user != null) ? user.getName() : null;
		}
		catch (IllegalStateException ex) {
			// The session has ended meanwhile.
			return null;
		}
	}

	@Override
	public String path() {
		try {
			URI uri = this.session.getRequestURI();
			return SessionPath.of((uri != null) ? uri.getPath() : null, this.session.getPathParameters());
		}
		catch (IllegalStateException ex) {
			// The session has ended meanwhile.
			return "unknown";
		}
	}

	@Override
	public Attempt close(int code, String reason, Predicate<Handling> despite) throws IOException {
		Handling handedOver = this.handedOver.handling(this.session);
		if (handedOver != null && !despite.test(handedOver)) {
			return Attempt.BUSY;
		}
		boolean locked = this.lock.tryLock();
		if (!locked && !despite.test(new Handling("unknown", null))) {
			return Attempt.BUSY;
		}
		try {
			return close(code, reason);
		}
		finally {
			if (locked) {
				this.lock.unlock();
			}
		}
	}

	private Attempt close(int code, String reason) throws IOException {
		Object state = get(this.session, "state");
		if ((state != null) ? !state.toString().equals("OPEN") : !this.session.isOpen()) {
			return Attempt.GONE;
		}
		try {
			this.session.getUserProperties().putIfAbsent(CLOSE_TIMEOUT, CLOSE_TIMEOUT_MILLIS);
			this.session.close(new CloseReason(CloseCodes.getCloseCode(code), reason));
		}
		catch (IllegalStateException ex) {
			return Attempt.GONE;
		}
		// Tomcat does not say that it could not send the close frame. The client's answer
		// cannot have closed the connection yet: it is read under the lock.
		if (this.connection.isClosed()) {
			throw new IOException("The close frame could not be sent");
		}
		return Attempt.CLOSED;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TomcatSession that && this.session == that.session;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.session);
	}

}
