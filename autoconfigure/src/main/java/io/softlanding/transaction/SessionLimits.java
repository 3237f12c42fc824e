/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a database is told about each session, so that it ends by itself what a killed
 * process leaves behind, and shows whose it was.
 *
 * @param idle how long a transaction may be idle, or {@code null}
 * @param transaction how long a transaction may be open, or {@code null}
 * @param applicationName what the session is called, or {@code null}
 */
record SessionLimits(@Nullable Duration idle, @Nullable Duration transaction, @Nullable String applicationName) {

	/** The first version of PostgreSQL that knows {@code transaction_timeout}. */
	private static final int TRANSACTION_TIMEOUT_SINCE = 17;

	static SessionLimits of(TransactionProperties.Session properties) {
		return new SessionLimits(checked("softlanding.transaction.session.idle-timeout", properties.idleTimeout()),
				checked("softlanding.transaction.session.transaction-timeout", properties.transactionTimeout()),
				properties.applicationName());
	}

	private static @Nullable Duration checked(String property, @Nullable Duration value) {
		return (value != null) ? DurationProperty.positive(property, value) : null;
	}

	boolean isSet() {
		return this.idle != null || this.transaction != null || this.applicationName != null;
	}

	/**
	 * Returns how long a transaction may be idle, for a database that takes seconds.
	 * @return a number of seconds, rounded up; 0 if nothing is to be set
	 */
	long idleSeconds() {
		return (this.idle != null) ? this.idle.plusSeconds(1).minusNanos(1).toSeconds() : 0;
	}

	/**
	 * Returns the settings of a session of PostgreSQL.
	 * @param version the server's major version
	 * @return values by name; empty if nothing is to be set
	 */
	Map<String, String> settings(int version) {
		Map<String, String> settings = new LinkedHashMap<>();
		if (this.idle != null) {
			settings.put("idle_in_transaction_session_timeout", String.valueOf(this.idle.toMillis()));
		}
		if (this.transaction != null && version >= TRANSACTION_TIMEOUT_SINCE) {
			settings.put("transaction_timeout", String.valueOf(this.transaction.toMillis()));
		}
		if (this.applicationName != null) {
			settings.put("application_name", this.applicationName);
		}
		return settings;
	}

}
