/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.softlanding.process.BoundedWait;
import io.softlanding.process.SoftlandingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Sends pings to the clients of Tomcat's sessions, and closes the sessions whose clients
 * do not answer within an interval. Exists only if an interval is configured.
 */
final class Heartbeats implements SmartInitializingSingleton, DisposableBean, Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Heartbeats.class);

	/** A client that does not read can block a ping, but not those to other clients. */
	private static final Duration ROUND = Duration.ofMillis(200);

	/** RFC 6455 has no status code for it; 1011 is what other libraries use. */
	private static final int CODE = 1011;

	private final OpenSessions server;

	private final long intervalMillis;

	private final Consumer<String> disconnected;

	private final SoftlandingThread thread = new SoftlandingThread("websocket-heartbeat", this);

	/** When the last ping was sent to a session. */
	private volatile Map<TomcatSession, Long> pinged = Map.of();

	private long roundMillis;

	/**
	 * Creates heartbeats.
	 * @param server where the sessions are
	 * @param interval time between pings
	 * @param disconnected receives the name of a user whose session was closed
	 */
	Heartbeats(OpenSessions server, Duration interval, Consumer<String> disconnected) {
		this.server = server;
		this.intervalMillis = interval.toMillis();
		this.disconnected = disconnected;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.thread.start();
	}

	@Override
	public void destroy() {
		this.thread.interrupt();
	}

	@Override
	public void run() {
		try {
			while (true) {
				Thread.sleep(this.intervalMillis);
				round(System.currentTimeMillis());
			}
		}
		catch (InterruptedException ex) {
			// The context is closed.
		}
	}

	void round(long now) {
		// After a pause of this process, answers may have arrived that are not read yet.
		boolean onTime = now >= this.roundMillis && now - this.roundMillis < 2 * this.intervalMillis;
		this.roundMillis = now;
		List<OpenSession> open = new ArrayList<>();
		this.server.addTo(open);
		Map<TomcatSession, Long> pinged = new ConcurrentHashMap<>();
		List<Runnable> tasks = new ArrayList<>();
		for (OpenSession each : open) {
			// While a message is being handled, Tomcat does not read the answer.
			if (!(each instanceof TomcatSession session) || session.lastReadMillis() <= 0
					|| session.handling() != null) {
				continue;
			}
			Long before = this.pinged.get(session);
			if (before != null && onTime && session.lastReadMillis() < before) {
				tasks.add(() -> close(session));
			}
			else {
				tasks.add(() -> ping(session, () -> pinged.put(session, now)));
			}
		}
		this.pinged = pinged;
		if (!tasks.isEmpty()) {
			BoundedWait.each("websocket-heartbeat", ROUND, tasks);
		}
	}

	private static void ping(TomcatSession session, Runnable sent) {
		try {
			session.ping();
			// One that was not pinged, behind others that block, need not answer.
			sent.run();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A ping could not be sent", ex);
		}
	}

	private void close(TomcatSession session) {
		String user = session.user();
		String path = session.path();
		try {
			if (session.close(CODE, "No answer to a ping", (handling) -> false) != OpenSession.Attempt.CLOSED) {
				return;
			}
		}
		catch (IOException ex) {
			// The close frame could not be sent, but the session is closed.
		}
		logger.debug("A WebSocket session with {} was closed, because its client did not answer a ping", path);
		if (user != null) {
			this.disconnected.accept(user);
		}
	}

}
