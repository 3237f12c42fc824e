/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import io.softlanding.time.NanoClock;
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

	BoundConnection(OpenTransaction transaction, ConnectionHandle handle, TrackedDataSource named, NanoClock clock) {
		super(clock);
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
			logger.debug("The URL of a connection is unknown", ex);
			return null;
		}
	}

	@Override
	String dataSourceName() {
		return this.named.name();
	}

	@Override
	void cut(@Nullable OpenTransaction transaction) {
		number();
		if (hold(this::isOpen)) {
			this.cut = true;
			abort(connection());
			release(true);
		}
	}

	/**
	 * Aborts the connection after the end of its transaction, so that its pool does not
	 * lend it to another thread. Called by the owner.
	 */
	void evict() {
		abort(this.handle.getConnection());
	}

	@Override
	boolean isCut() {
		return this.cut;
	}

	@Override
	boolean isInUse() {
		return isOpen();
	}

}
