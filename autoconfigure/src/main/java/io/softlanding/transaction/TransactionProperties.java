package io.softlanding.transaction;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of open transactions when an instance drains.
 *
 * @param enabled Whether transactions and connections are observed, and ended by a drain.
 * @param excludedDataSources Names of the data source beans whose connections and
 * transactions are not observed. All are observed when unset.
 * @param commitPatience How long a commit may take that has begun when a drain comes to
 * the open transactions.
 * @param unwindPatience How long the owner of any other transaction has to roll it back
 * by itself, before its connection is cut.
 * @param poolPatience How long to wait at most for connections in use without a
 * transaction, before they are cut too.
 * @param watch The watch over long transactions in normal running.
 * @param session What the database is told about each session.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.transaction")
public record TransactionProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue Set<String> excludedDataSources, @DefaultValue("1s") Duration commitPatience,
		@DefaultValue("500ms") Duration unwindPatience, @DefaultValue("5s") Duration poolPatience,
		@DefaultValue Watch watch, @DefaultValue Session session) {

	/**
	 * The watch over transactions of this instance that stay open for long.
	 *
	 * @param enabled Whether the watch looks for long transactions.
	 * @param threshold How long a transaction may be open before something is done.
	 * @param interval How long to wait between two looks.
	 * @param action What is done about a transaction, once: log it, cancel its statement,
	 * or terminate its session, which rolls it back.
	 * @param limit How many transactions are dealt with in one look, the oldest first.
	 */
	public record Watch(@DefaultValue("false") boolean enabled, @DefaultValue("60s") Duration threshold,
			@DefaultValue("10s") Duration interval, @DefaultValue("log") LongTransactionAction action,
			@DefaultValue("10") int limit) {
	}

	/**
	 * What PostgreSQL, or MariaDB where it can, is told about each session of a pool, so
	 * that the server ends what a killed process leaves behind.
	 *
	 * @param idleTimeout How long a transaction may be idle before PostgreSQL or MariaDB
	 * ends its session. The server's own setting when unset.
	 * @param transactionTimeout How long a transaction may be open before PostgreSQL, 17
	 * or later, ends its session. The server's own setting when unset.
	 * @param applicationName What PostgreSQL shows as the name of the session, best
	 * unique to the instance. The driver's own setting when unset.
	 */
	public record Session(@Nullable Duration idleTimeout, @Nullable Duration transactionTimeout,
			@Nullable String applicationName) {
	}

}
