/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;

/**
 * A dialect whose cancel is late, and cannot ask for the age of a transaction: the age is
 * visible to few users of MySQL, and to none of H2.
 */
final class LateDialect extends DelegatingDialect {

	private final Runnable beforeCancel;

	LateDialect(DatabaseDialect dialect, Runnable beforeCancel) {
		super(dialect);
		this.beforeCancel = beforeCancel;
	}

	@Override
	public Properties timeouts(Duration timeout) {
		return this.dialect.timeouts(Duration.ofSeconds(20));
	}

	@Override
	public String server(Connection side) throws SQLException {
		return this.dialect.server(side);
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) throws SQLException {
		this.beforeCancel.run();
		this.dialect.cancel(side, sessions, Duration.ZERO);
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge)
			throws SQLException {
		this.dialect.terminate(side, sessions, minimumAge);
	}

}
