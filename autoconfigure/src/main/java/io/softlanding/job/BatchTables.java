/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The executions in the tables of Spring Batch. A heartbeat is kept in the exit message,
 * which is empty while an execution runs. It does not change the version of a row, on
 * which the execution itself relies.
 */
final class BatchTables {

	private static final String RUNNING = " END_TIME IS NULL AND STATUS IN ('STARTING', 'STARTED', 'STOPPING')";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	private final String prefix;

	/**
	 * An execution that has not ended.
	 *
	 * @param id its id
	 * @param job name of the job
	 * @param message its exit message
	 */
	record Unfinished(long id, String job, @Nullable String message) {
	}

	BatchTables(DataSource dataSource, String prefix, Duration timeout) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
		// Not that of a chunk: it would be seen by others only with the chunk.
		this.transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transactions.setTimeout((int) Math.max(1, timeout.toSeconds()));
		this.prefix = prefix;
	}

	/** Returns {@code false} if the execution has ended in the database. */
	boolean write(long id, String heartbeat) {
		return inTransaction(
				() -> this.jdbc.update("UPDATE " + this.prefix + "JOB_EXECUTION SET EXIT_MESSAGE = ?, LAST_UPDATED = ?"
						+ " WHERE JOB_EXECUTION_ID = ? AND END_TIME IS NULL", heartbeat, now(), id) > 0);
	}

	boolean isEnded(long id) {
		return inTransaction(
				() -> !this.jdbc
					.queryForList(
							"SELECT JOB_EXECUTION_ID FROM " + this.prefix
									+ "JOB_EXECUTION WHERE JOB_EXECUTION_ID = ? AND END_TIME IS NOT NULL",
							Long.class, id)
					.isEmpty());
	}

	List<Unfinished> unfinished() {
		return inTransaction(() -> this.jdbc.query(
				"SELECT E.JOB_EXECUTION_ID, I.JOB_NAME, E.EXIT_MESSAGE FROM " + this.prefix + "JOB_EXECUTION E JOIN "
						+ this.prefix + "JOB_INSTANCE I ON I.JOB_INSTANCE_ID = E.JOB_INSTANCE_ID WHERE" + RUNNING,
				(row, number) -> new Unfinished(row.getLong(1), row.getString(2), row.getString(3))));
	}

	/**
	 * Closes an execution and its steps as failed, unless its heartbeat has changed. The
	 * versions of its steps change: a process that still runs it cannot commit a chunk.
	 * @return whether it was closed
	 */
	boolean close(Unfinished execution, String reason) {
		return inTransaction(() -> {
			Timestamp now = now();
			String failed = " SET STATUS = 'FAILED', EXIT_CODE = 'FAILED', EXIT_MESSAGE = ?, END_TIME = ?,"
					+ " LAST_UPDATED = ?, VERSION = VERSION + 1 WHERE JOB_EXECUTION_ID = ? AND" + RUNNING;
			boolean closed = this.jdbc.update(
					"UPDATE " + this.prefix + "JOB_EXECUTION" + failed + " AND EXIT_MESSAGE = ?", reason, now, now,
					execution.id(), execution.message()) > 0;
			if (closed) {
				this.jdbc.update("UPDATE " + this.prefix + "STEP_EXECUTION" + failed, reason, now, now, execution.id());
			}
			return closed;
		});
	}

	private <T> T inTransaction(Supplier<T> action) {
		return Objects.requireNonNull(this.transactions.execute((status) -> action.get()));
	}

	private static Timestamp now() {
		return Timestamp.valueOf(LocalDateTime.now());
	}

}
