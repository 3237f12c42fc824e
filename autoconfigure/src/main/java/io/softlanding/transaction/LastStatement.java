/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statement that was created last on a connection, which any thread may cancel, and
 * those that may be executed again.
 */
final class LastStatement {

	private static final Logger logger = LoggerFactory.getLogger(LastStatement.class);

	private static final int FEW = 8;

	private volatile @Nullable Statement statement;

	/** Those that were not known to be closed; guarded by this. */
	private final List<Statement> open = new ArrayList<>(1);

	/** With how many to look for closed ones again; guarded by this. */
	private int limit = FEW;

	/** Sets the statement, or {@code null} once its owner is done. */
	synchronized void set(@Nullable Statement statement) {
		this.statement = statement;
		if (statement == null) {
			this.open.clear();
			this.limit = FEW;
			return;
		}
		if (this.open.size() >= this.limit) {
			this.open.removeIf(LastStatement::isClosed);
			// So that the cost of each statement stays the same if none is ever closed.
			this.limit = Math.max(FEW, 2 * this.open.size());
		}
		this.open.add(statement);
	}

	/** Whether a statement can be executed again. */
	synchronized boolean isRepeatable() {
		this.open.removeIf(LastStatement::isClosed);
		return !this.open.isEmpty();
	}

	private static boolean isClosed(Statement statement) {
		try {
			return statement.isClosed();
		}
		catch (SQLException | RuntimeException ex) {
			return true;
		}
	}

	/**
	 * Asks the driver to cancel it. Can block. It is not asked whether it is closed: a
	 * driver may answer that only when the statement has ended.
	 * @param connection its connection, whose owner waits meanwhile
	 * @param condition what has to be true as well as that the connection is in use
	 */
	void cancel(ObservedConnection connection, BooleanSupplier condition) {
		if (!connection.hold(() -> connection.isInUse() && condition.getAsBoolean())) {
			return;
		}
		boolean arrived = true;
		try {
			Statement statement = this.statement;
			if (statement != null) {
				statement.cancel();
			}
		}
		catch (SQLException ex) {
			logger.debug("A statement could not be cancelled", ex);
			arrived = CommitFailure.isAnswer(ex);
		}
		catch (RuntimeException ex) {
			logger.debug("A statement could not be cancelled", ex);
			arrived = false;
		}
		finally {
			connection.release(arrived);
		}
	}

}
