/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.softlanding.config.PropertyGroup;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * What becomes of open transactions when an instance drains.
 *
 * @param enabled Whether to observe transactions and connections, and to end those that
 * are open when a drain has no time left.
 * @param excludedDataSources Names of the data source beans whose connections and
 * transactions are not observed. All are observed when unset.
 * @param commitTimeout Maximum time to wait for a commit that is in progress when open
 * transactions are ended by force.
 * @param rollbackTimeout Maximum time to wait for the owner of an open transaction to
 * roll it back, before its connection is aborted.
 * @param poolTimeout Maximum time to wait for connections that are in use without a
 * transaction, before they are aborted.
 * @param watch The watch over long transactions in normal running.
 * @param session What the database is told about each session.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.transaction")
public record TransactionProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue Set<String> excludedDataSources, @DefaultValue("1s") Duration commitTimeout,
		@DefaultValue("500ms") Duration rollbackTimeout, @DefaultValue("5s") Duration poolTimeout,
		@DefaultValue Watch watch, @DefaultValue Session session) {

	private static final TransactionProperties DEFAULTS = new TransactionProperties(true, Set.of(),
			Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(5),
			new Watch(false, Duration.ofSeconds(60), Duration.ofSeconds(10), LongTransactionAction.LOG, 10),
			new Session(null, null, null));

	/** Binds the properties of an environment. */
	static TransactionProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.transaction", DEFAULTS);
	}

	/**
	 * The watch over transactions of this instance that stay open for long.
	 *
	 * @param enabled Whether the watch looks for long transactions.
	 * @param threshold Duration after which the watch acts on an open transaction.
	 * @param interval Interval between two checks of the watch.
	 * @param action Action of the watch, once for each transaction: log it, cancel its
	 * statement, or terminate its session, which rolls it back.
	 * @param limit Maximum number of transactions that the watch acts on in one check,
	 * the oldest first.
	 */
	public record Watch(@DefaultValue("false") boolean enabled, @DefaultValue("60s") Duration threshold,
			@DefaultValue("10s") Duration interval, @DefaultValue("log") LongTransactionAction action,
			@DefaultValue("10") int limit) {
	}

	/**
	 * What PostgreSQL, or MariaDB where it can, is told about each session of a pool, so
	 * that the server ends what a killed process leaves behind.
	 *
	 * @param idleTimeout Maximum time for which a transaction may be idle before
	 * PostgreSQL or MariaDB ends its session. The server's own setting when unset.
	 * @param transactionTimeout Maximum duration of a transaction before PostgreSQL, 17
	 * or later, ends its session. The server's own setting when unset.
	 * @param applicationName Name of the sessions in PostgreSQL, preferably unique to the
	 * instance. The driver's own setting when unset.
	 */
	public record Session(@Nullable Duration idleTimeout, @Nullable Duration transactionTimeout,
			@Nullable String applicationName) {

		boolean isSet() {
			return this.idleTimeout != null || this.transactionTimeout != null || this.applicationName != null;
		}

	}

}
