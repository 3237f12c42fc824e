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
 * A dialect that knows what another one knows, and acts in its own way.
 */
abstract class DelegatingDialect implements DatabaseDialect {

	final DatabaseDialect dialect;

	DelegatingDialect(DatabaseDialect dialect) {
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

}
