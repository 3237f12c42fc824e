/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A dialect whose side connections reach another server than the pool's do.
 */
final class OtherServer implements DatabaseDialect {

	private final DatabaseDialect dialect;

	OtherServer(DatabaseDialect dialect) {
		this.dialect = dialect;
	}

	@Override
	public boolean supports(String product) {
		return this.dialect.supports(product);
	}

	@Override
	public @Nullable Long number(Connection connection) throws SQLException {
		return this.dialect.number(connection);
	}

	@Override
	public boolean isDirect(Connection connection) throws SQLException {
		return this.dialect.isDirect(connection);
	}

	@Override
	public Collection<DatabaseSession> find(Connection side, Map<Long, Duration> ages) throws SQLException {
		return this.dialect.find(side, ages);
	}

	@Override
	public String server(Connection side) {
		return "another";
	}

	@Override
	public void cancel(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) {
		// There is nothing to cancel there.
	}

	@Override
	public void terminate(Connection side, Collection<DatabaseSession> sessions, Duration minimumAge) {
		// There is nothing to end there.
	}

}
