/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions from connections that do not come from their pool, and proves it: a
 * session has ended when a connection that was opened afterwards, to the same server,
 * does not find it.
 */
final class SessionTerminator {

	/** A server needs a moment to notice that a client has gone. */
	private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private static final Logger logger = LoggerFactory.getLogger(SessionTerminator.class);

	/**
	 * What became of sessions.
	 *
	 * @param gone connections whose sessions are proven not to exist any more
	 * @param terminated connections whose sessions had to be terminated
	 * @param problem why nothing is known of the others, or {@code null}
	 */
	record Result(Set<ObservedConnection> gone, Set<ObservedConnection> terminated, @Nullable String problem) {

		/** No session had to be ended. */
		static final Result NONE = new Result(Set.of(), Set.of(), null);

	}

	private final TrackedDataSource dataSource;

	private final NanoClock clock;

	private final long deadlineNanos;

	private final Set<ObservedConnection> gone = new HashSet<>();

	private final Set<ObservedConnection> terminated = new HashSet<>();

	private @Nullable String problem;

	private boolean lacksPrivileges;

	/**
	 * Creates a terminator for some sessions of a data source.
	 * @param deadlineNanos when the time is over, by the clock
	 */
	SessionTerminator(TrackedDataSource dataSource, NanoClock clock, long deadlineNanos) {
		this.dataSource = dataSource;
		this.clock = clock;
		this.deadlineNanos = deadlineNanos;
	}

	/**
	 * Finds the sessions of connections through a side connection, and returns the
	 * connections whose sessions exist. As long as a connection is in use, its session
	 * exists on the server that it belongs to.
	 */
	static Set<ObservedConnection> find(DatabaseDialect dialect, Connection side,
			Collection<? extends ObservedConnection> connections) throws SQLException {
		Map<Long, ObservedConnection> wanted = new HashMap<>();
		Map<Long, Duration> ages = new HashMap<>();
		for (ObservedConnection connection : connections) {
			Long number = connection.number();
			if (number != null) {
				wanted.put(number, connection);
				ages.put(number, connection.minimumAge());
			}
		}
		return ages.isEmpty() ? Set.of() : dialect.find(side, ages).stream().filter((session) -> {
			ObservedConnection connection = wanted.get(session.id());
			return connection != null && connection.found(session);
		}).map((session) -> wanted.get(session.id())).collect(Collectors.toSet());
	}

	/**
	 * Ends sessions, trying again until it is proven or the time is over.
	 * @param connections connections that were aborted, or whose owners are done
	 * @param looked whether sessions were looked for while they had to exist: then one
	 * that was not found belongs to another server
	 * @return what became of them
	 */
	Result end(Collection<ObservedConnection> connections, boolean looked) throws InterruptedException {
		Set<ObservedConnection> left = new HashSet<>(connections);
		DatabaseDialect dialect = this.dataSource.dialect();
		left.removeIf((connection) -> connection.number() == null || looked && connection.session() == null);
		boolean all = left.size() == connections.size();
		boolean first = true;
		while (dialect != null && !left.isEmpty() && leftNanos() > 0) {
			try (Connection side = this.dataSource.openSide(Duration.ofNanos(leftNanos()))) {
				if (side == null) {
					this.problem = "the URL or the credentials of its database are unknown";
					break;
				}
				if (!dialect.isDirect(side)) {
					this.problem = "a proxy hides the sessions of its database";
					break;
				}
				round(dialect, side, left, first);
				first = false;
			}
			catch (SQLException | RuntimeException ex) {
				note(dialect, ex);
			}
			this.clock.sleep(left.isEmpty() ? 0 : PAUSE_NANOS);
		}
		boolean proven = all && left.isEmpty();
		if (!proven && this.problem == null) {
			this.problem = all ? "the deadline has passed" : "its server does not list a session";
		}
		if (!proven) {
			logger.warn("The end of sessions of '{}' is not confirmed: {}", this.dataSource.name(), this.problem);
		}
		return new Result(this.gone, this.terminated, proven ? null : this.problem);
	}

	private void round(DatabaseDialect dialect, Connection side, Set<ObservedConnection> left, boolean first)
			throws SQLException, InterruptedException {
		String server = dialect.server(side);
		// Without a session: none could be looked for before, and none is there now.
		List<ObservedConnection> here = left.stream()
			.filter((connection) -> connection.session() == null || connection.session().server().equals(server))
			.toList();
		if (here.isEmpty()) {
			this.problem = "another server answers at its address";
			return;
		}
		Set<ObservedConnection> alive = find(dialect, side, here);
		here.stream().filter((connection) -> !alive.contains(connection)).forEach((connection) -> {
			this.gone.add(connection);
			left.remove(connection);
		});
		long end = this.clock.nanoTime() + Math.min(first ? NOTICE_NANOS : 0, leftNanos());
		while (!alive.isEmpty() && this.clock.nanoTime() - end < 0) {
			this.clock.sleep(PAUSE_NANOS);
			alive.retainAll(find(dialect, side, alive));
		}
		List<ObservedConnection> targets = alive.stream().filter(ObservedConnection::isCut).toList();
		if (!targets.isEmpty()) {
			this.terminated.addAll(targets);
			try {
				dialect.terminate(side,
						targets.stream().map(ObservedConnection::session).filter(Objects::nonNull).toList(),
						Duration.ZERO);
			}
			catch (SQLException ex) {
				targets.forEach(this.terminated::remove);
				throw ex;
			}
		}
	}

	/**
	 * Keeps why an attempt failed. The message of a driver can name hosts, users and
	 * databases. Missing privileges are the cause of all that fails later, and what fails
	 * once the time is over failed because of that.
	 */
	private void note(DatabaseDialect dialect, Exception failure) {
		if (this.lacksPrivileges || this.problem != null && leftNanos() <= 0) {
			return;
		}
		String state = (failure instanceof SQLException ex) ? ex.getSQLState() : null;
		if (failure instanceof SQLException ex && dialect.lacksPrivileges(ex)) {
			this.lacksPrivileges = true;
			this.problem = "privileges to end sessions are missing (SQL state %s)".formatted(state);
		}
		else if (state != null) {
			this.problem = "its database answers with SQL state " + state;
		}
		else {
			this.problem = "its database answers with " + failure.getClass().getName();
		}
	}

	private long leftNanos() {
		return this.deadlineNanos - this.clock.nanoTime();
	}

}
