/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.ConnectionHandle;

/**
 * The connection of a transaction of Spring's whose data source is not observed itself.
 * It is not touched before a drain has to end the transaction.
 */
final class BoundConnection extends ObservedConnection {

	private static final Logger logger = LoggerFactory.getLogger(BoundConnection.class);

	private final OpenTransaction transaction;

	private final ConnectionHandle handle;

	private final TrackedDataSource named;

	private volatile @Nullable TrackedDataSource physical;

	private volatile boolean cut;

	BoundConnection(OpenTransaction transaction, ConnectionHandle handle, TrackedDataSource named) {
		super(System.nanoTime());
		this.transaction = transaction;
		this.handle = handle;
		this.named = named;
	}

	@Override
	@Nullable Connection connection() {
		return isOpen() ? this.handle.getConnection() : null;
	}

	private boolean isOpen() {
		return this.transaction.state() != OpenTransaction.State.ENDED && !this.transaction.isCompleted();
	}

	/** The one behind delegating and routing data sources that has the same URL. */
	@Override
	TrackedDataSource dataSource() {
		TrackedDataSource physical = this.physical;
		if (physical == null) {
			physical = this.named.at(url());
			this.physical = physical;
		}
		return physical;
	}

	private @Nullable String url() {
		try {
			Connection connection = connection();
			return (connection != null) ? connection.getMetaData().getURL() : null;
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection does not tell its URL", ex);
			return null;
		}
	}

	@Override
	String dataSourceName() {
		return this.named.name();
	}

	@Override
	void doom() {
		this.transaction.doom();
	}

	/** Its statements are not known. */
	@Override
	void cancel(OpenTransaction transaction) {
	}

	@Override
	void cut(@Nullable OpenTransaction transaction) {
		try {
			number();
			if (!hold(this::isOpen)) {
				return;
			}
			try {
				Connection connection = connection();
				if (connection != null) {
					this.cut = true;
					connection.abort(Runnable::run);
				}
			}
			finally {
				release();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	@Override
	boolean isCut() {
		return this.cut;
	}

	/** Its owner returns it to its pool. */
	@Override
	void replaceCut() {
	}

	@Override
	boolean isInUse() {
		return isOpen();
	}

}
