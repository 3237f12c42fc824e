package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions from connections that do not come from their pool, and proves it: a
 * session has ended when a connection that was opened afterwards, to the same server,
 * does not find it.
 */
final class SessionEnd {

	/** A server needs a moment to notice that a client has gone. */
	private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long PAUSE_MILLIS = 10;

	private static final Logger logger = LoggerFactory.getLogger(SessionEnd.class);

	/**
	 * What is known in the end.
	 *
	 * @param gone sessions that are proven not to exist any more
	 * @param terminated sessions that had to be terminated
	 * @param problem why nothing is known of the others, or {@code null}
	 */
	record Fates(Set<DatabaseSession> gone, Set<DatabaseSession> terminated, @Nullable String problem) {

		/** No session had to be ended. */
		static final Fates NONE = new Fates(Set.of(), Set.of(), null);

	}

	private final TrackedDataSource dataSource;

	private final long deadlineNanos;

	private final Set<DatabaseSession> gone = new HashSet<>();

	private final Set<DatabaseSession> terminated = new HashSet<>();

	private @Nullable String problem;

	SessionEnd(TrackedDataSource dataSource, long deadlineNanos) {
		this.dataSource = dataSource;
		this.deadlineNanos = deadlineNanos;
	}

	/**
	 * Ends sessions, trying again until it is proven or the time is over.
	 * @param sessions sessions whose connections were cut
	 * @param terminable which of them may be terminated
	 * @return what became of them
	 * @throws InterruptedException if the caller is interrupted
	 */
	Fates end(Collection<DatabaseSession> sessions, Predicate<DatabaseSession> terminable) throws InterruptedException {
		Set<DatabaseSession> left = new HashSet<>(sessions);
		DatabaseDialect dialect = this.dataSource.dialect();
		boolean first = true;
		while (dialect != null && !left.isEmpty() && leftNanos() > 0) {
			try (Connection side = this.dataSource.openSide(Duration.ofNanos(leftNanos()))) {
				if (side == null) {
					this.problem = "it is not known how to connect to its database";
					break;
				}
				round(dialect, side, left, terminable, first);
				first = false;
			}
			catch (SQLException | RuntimeException ex) {
				note(dialect, ex);
			}
			TimeUnit.MILLISECONDS.sleep(left.isEmpty() ? 0 : PAUSE_MILLIS);
		}
		if (!left.isEmpty() && this.problem == null) {
			this.problem = "the time is over";
		}
		if (!left.isEmpty()) {
			logger.warn("It could not be proven that sessions of '{}' have ended: {}", this.dataSource.name(),
					this.problem);
		}
		return new Fates(this.gone, this.terminated, left.isEmpty() ? null : this.problem);
	}

	private void round(DatabaseDialect dialect, Connection side, Set<DatabaseSession> left,
			Predicate<DatabaseSession> terminable, boolean first) throws SQLException, InterruptedException {
		String server = dialect.server(side);
		List<DatabaseSession> here = left.stream().filter((session) -> session.server().equals(server)).toList();
		if (here.isEmpty()) {
			this.problem = "another server answers at its address";
			return;
		}
		Collection<DatabaseSession> alive = dialect.alive(side, here);
		here.stream().filter((session) -> !alive.contains(session)).forEach((session) -> {
			this.gone.add(session);
			left.remove(session);
		});
		Collection<DatabaseSession> stubborn = first ? unnoticed(dialect, side, alive) : alive;
		List<DatabaseSession> targets = stubborn.stream().filter(terminable).toList();
		if (!targets.isEmpty()) {
			this.terminated.addAll(targets);
			try {
				dialect.terminate(side, targets, Duration.ZERO);
			}
			catch (SQLException ex) {
				this.terminated.removeAll(targets);
				throw ex;
			}
		}
	}

	private Collection<DatabaseSession> unnoticed(DatabaseDialect dialect, Connection side,
			Collection<DatabaseSession> sessions) throws SQLException, InterruptedException {
		long end = System.nanoTime() + Math.min(NOTICE_NANOS, leftNanos());
		Collection<DatabaseSession> alive = sessions;
		while (!alive.isEmpty() && System.nanoTime() - end < 0) {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			alive = dialect.alive(side, alive);
		}
		return alive;
	}

	/** The message of a driver can name hosts, users and databases. */
	private void note(DatabaseDialect dialect, Exception failure) {
		String state = (failure instanceof SQLException ex) ? ex.getSQLState() : null;
		if (failure instanceof SQLException ex && dialect.lacksPrivileges(ex)) {
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
		return this.deadlineNanos - System.nanoTime();
	}

}
