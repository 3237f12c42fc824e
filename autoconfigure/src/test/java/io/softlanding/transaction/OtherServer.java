/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;

/**
 * A dialect whose side connections reach another server than the pool's do.
 */
final class OtherServer extends DelegatingDialect {

	OtherServer(DatabaseDialect dialect) {
		super(dialect);
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
