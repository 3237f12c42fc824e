/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose transaction a drain may have to end, and what is known of its
 * session. Methods may be called by any thread.
 */
abstract class ObservedConnection {

	private static final Logger logger = LoggerFactory.getLogger(ObservedConnection.class);

	/** How long an owner waits for what is on its way to its session. */
	private static final long MAX_HOLD_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final NanoClock clock;

	/** When its session is known to have existed. */
	private final long sinceNanos;

	private volatile @Nullable Long number;

	private volatile @Nullable DatabaseSession session;

	/**
	 * How much is on its way to the session that must not hit its next user; guarded by
	 * this.
	 */
	private int holds;

	/** Whether something may arrive at any time; guarded by this. */
	private boolean suspect;

	ObservedConnection(NanoClock clock) {
		this.clock = clock;
		this.sinceNanos = clock.nanoTime();
	}

	/** The driver's connection or a wrapper of it, if it is open. */
	abstract @Nullable Connection connection();

	abstract TrackedDataSource dataSource();

	abstract String dataSourceName();

	/**
	 * Has the driver cancel the statement of a transaction, if that is open and its
	 * statement known. Can block.
	 */
	void cancel(OpenTransaction transaction) {
	}

	/**
	 * Aborts the connection, unless its owner has moved on: then it may serve another
	 * thread by now. Can block.
	 * @param transaction what has to be open on it, or {@code null} if any use counts
	 */
	abstract void cut(@Nullable OpenTransaction transaction);

	abstract boolean isCut();

	/** Makes room in the pool, if the owner of a connection that was cut does not. */
	void replaceCut() {
	}

	abstract boolean isInUse();

	/** Returns the number of the session, as the driver or a proxy knows it. */
	@Nullable Long number() {
		try {
			Connection connection = isCut() ? null : connection();
			DatabaseDialect dialect = (connection != null) ? dataSource().dialect(connection) : null;
			Long current = (connection != null && dialect != null) ? dialect.number(connection) : null;
			this.number = (current != null) ? current : this.number;
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The driver does not report the id of a session", ex);
		}
		return this.number;
	}

	/** The number to be shown, which is asked for once. */
	@Nullable Long knownNumber() {
		return this.number;
	}

	/** How old its session is at least, with room for clocks that drift. */
	Duration minimumAge() {
		long age = this.clock.nanoTime() - this.sinceNanos;
		return Duration.ofNanos(Math.max(0, age - age / 1000 - 1_000_000_000L));
	}

	/** Aborts a connection, whatever becomes of that. Can block. */
	static void abort(@Nullable Connection connection) {
		try {
			if (connection != null) {
				connection.abort(Runnable::run);
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	/**
	 * Keeps the owner from moving on while something is sent to the session: a cancel has
	 * no other address, and the next borrower has the same session.
	 * @param condition whether the owner has not moved on
	 * @return {@code false} if it has; otherwise {@link #release} has to follow
	 */
	synchronized boolean hold(BooleanSupplier condition) {
		boolean held = condition.getAsBoolean();
		this.holds += held ? 1 : 0;
		return held;
	}

	/**
	 * Ends a hold.
	 * @param arrived {@code false} if what was sent may still arrive
	 */
	synchronized void release(boolean arrived) {
		this.suspect |= !arrived;
		this.holds--;
		notifyAll();
	}

	/**
	 * Waits until nothing is on its way to the session. Called by the owner, once no
	 * condition of {@link #hold} is true any more.
	 * @return {@code false} if something may still arrive: the session must not be used
	 * for anything else
	 */
	synchronized boolean awaitRelease() {
		long end = this.clock.nanoTime() + MAX_HOLD_NANOS;
		boolean interrupted = false;
		long left;
		while (!this.suspect && this.holds > 0 && (left = end - this.clock.nanoTime()) > 0) {
			try {
				TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		this.suspect |= this.holds > 0;
		return !this.suspect;
	}

	/** Returns its session, once that was found on the server. */
	@Nullable DatabaseSession session() {
		return this.session;
	}

	/** Whether a session of its number is its own, and not a later one. */
	synchronized boolean found(DatabaseSession found) {
		DatabaseSession own = this.session;
		this.session = (own != null) ? own : found;
		return own == null || own.equals(found);
	}

}
