/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

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
final class TomcatSession extends JakartaSession {

	/** How long a client that reads slowly may take to make room for a close frame. */
	private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	private static final long CLOSE_TIMEOUT_MILLIS = 1000;

	private static final String LOCKED_BY = "[Locked by thread ";

	private static final Map<Class<?>, Field> FIELDS = new ConcurrentHashMap<>();

	private final SocketWrapperBase<?> connection;

	private TomcatSession(Session session, HandedOver handedOver, SocketWrapperBase<?> connection) {
		super(session, handedOver);
		this.connection = connection;
	}

	/** Returns a session whose messages in flight are seen, if Tomcat is as expected. */
	static OpenSession of(Session session, HandedOver handedOver) {
		Object endpoint = get(session, "wsRemoteEndpoint");
		Object connection = (endpoint != null) ? get(endpoint, "socketWrapper") : null;
		return (connection instanceof SocketWrapperBase<?> wrapper) ? new TomcatSession(session, handedOver, wrapper)
				: new JakartaSession(session, handedOver);
	}

	/** Reads a private field: Tomcat has no other way to them. */
	static @Nullable Object get(Object owner, String name) {
		try {
			Field field = FIELDS.get(owner.getClass());
			if (field == null || !field.getName().equals(name)) {
				field = ReflectionUtils.findField(owner.getClass(), name);
				if (field == null) {
					return null;
				}
				ReflectionUtils.makeAccessible(field);
				FIELDS.put(owner.getClass(), field);
			}
			return ReflectionUtils.getField(field, owner);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	@Override
	public boolean showsHandling() {
		return true;
	}

	@Override
	public boolean onServerThread() {
		return this.connection.getLock() instanceof ReentrantLock known && known.isLocked();
	}

	@Override
	public @Nullable Handling handling() {
		Lock lock = this.connection.getLock();
		if (!(lock instanceof ReentrantLock known) || !known.isLocked() || known.isHeldByCurrentThread()) {
			return super.handling();
		}
		// The text is specified, and the owner is not accessible otherwise.
		String text = known.toString();
		int from = text.lastIndexOf(LOCKED_BY);
		if (from < 0) {
			return super.handling();
		}
		long since = (this.connection instanceof NioSocketWrapper nio) ? nio.getLastRead() : 0;
		return new Handling(text.substring(from + LOCKED_BY.length(), text.length() - 1),
				(since > 0) ? Duration.ofMillis(Math.max(0, System.currentTimeMillis() - since)) : null);
	}

	@Override
	public boolean close(int code, String reason, boolean force) throws IOException {
		Lock lock = this.connection.getLock();
		boolean locked = lock.tryLock();
		if (!locked && !force) {
			return false;
		}
		try {
			session().getUserProperties().putIfAbsent(CLOSE_TIMEOUT, CLOSE_TIMEOUT_MILLIS);
			return super.close(code, reason, force);
		}
		finally {
			if (locked) {
				lock.unlock();
			}
		}
	}

}
