/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * {@link VersionedStore} in a database table with columns for the key (unique), the value
 * and the version. On PostgreSQL, a batch takes one round trip. On other databases, each
 * entry takes an update, and an insert if there is nothing to update. The store uses its
 * own connections, and never that of the caller's transaction.
 *
 * @param <K> the type of the keys, one that the driver knows
 * @param <V> the type of the values, one that the driver knows
 * @since 0.1
 */
public final class JdbcVersionedStore<K, V> implements VersionedStore<K, V> {

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

	private static final int MOST_RACES = 5;

	private final JdbcTemplate jdbc;

	private final Class<V> valueType;

	private final String select;

	private final String upsert;

	private final String update;

	private final String insert;

	/**
	 * Names of the table and its columns.
	 *
	 * @param table the table, with its schema if necessary
	 * @param key the column of the key, with a unique index
	 * @param value the column of the value
	 * @param version the column of the version, a {@code bigint}
	 */
	public record Table(String table, String key, String value, String version) {

		/**
		 * Creates a table's description.
		 * @throws IllegalArgumentException if one of the names is not a plain identifier
		 */
		public Table {
			List.of(table, key, value, version).forEach((name) -> {
				if (!IDENTIFIER.matcher(name).matches()) {
					throw new IllegalArgumentException("'%s' is not the name of a table or column".formatted(name));
				}
			});
		}

	}

	/**
	 * Creates a store. Does not access the database.
	 * @param jdbc the template that provides the data source
	 * @param table the table of the entries
	 * @param valueType the type of the values
	 */
	public JdbcVersionedStore(JdbcTemplate jdbc, Table table, Class<V> valueType) {
		this.jdbc = jdbc;
		this.valueType = valueType;
		this.select = "select %s, %s from %s where %s = ?".formatted(table.value(), table.version(), table.table(),
				table.key());
		this.insert = "insert into %s (%s, %s, %s) values (?, ?, ?)".formatted(table.table(), table.value(),
				table.version(), table.key());
		this.update = "update %1$s set %2$s = ?, %3$s = ? where %4$s = ? and (%3$s is null or %3$s < ?)"
			.formatted(table.table(), table.value(), table.version(), table.key());
		this.upsert = "insert into %1$s as stored (%2$s, %3$s, %4$s) values (?, ?, ?) on conflict (%4$s) do update set %2$s = excluded.%2$s, %3$s = excluded.%3$s where stored.%3$s is null or stored.%3$s < excluded.%3$s"
			.formatted(table.table(), table.value(), table.version(), table.key());
	}

	@Override
	public @Nullable VersionedEntry<K, V> load(K key) {
		return apart((one) -> Optional.ofNullable(load(one, key))).orElse(null);
	}

	private @Nullable VersionedEntry<K, V> load(JdbcTemplate jdbc, K key) {
		return DataAccessUtils.singleResult(jdbc.query(this.select,
				(row, number) -> new VersionedEntry<>(key, row.getObject(1, this.valueType), row.getLong(2)), key));
	}

	@Override
	public List<WriteOutcome> write(List<VersionedEntry<K, V>> entries) {
		return apart((one) -> one.execute((ConnectionCallback<Boolean>) JdbcVersionedStore::isPostgres)
				? upsert(one, entries) : updateOrInsert(one, entries));
	}

	/**
	 * On a connection of its own: a transaction of the calling thread that rolls back
	 * must not undo what is called written, nor what it has not committed be called
	 * stored.
	 */
	private <T> T apart(Function<JdbcTemplate, T> action) {
		try (Connection connection = dataSource().getConnection()) {
			JdbcTemplate one = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			one.setQueryTimeout(this.jdbc.getQueryTimeout());
			T result = action.apply(one);
			if (!connection.getAutoCommit()) {
				// The pool would roll it back.
				connection.commit();
			}
			return result;
		}
		catch (SQLException ex) {
			DataAccessException translated = this.jdbc.getExceptionTranslator().translate("versioned store", null, ex);
			throw (translated != null) ? translated : new UncategorizedSQLException("versioned store", null, ex);
		}
	}

	private DataSource dataSource() {
		DataSource dataSource = this.jdbc.getDataSource();
		while (dataSource instanceof TransactionAwareDataSourceProxy aware) {
			dataSource = aware.getTargetDataSource();
		}
		if (dataSource == null) {
			throw new IllegalStateException("The JdbcTemplate of a versioned store has no data source");
		}
		return dataSource;
	}

	private static boolean isPostgres(Connection connection) throws SQLException {
		return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
	}

	private List<WriteOutcome> upsert(JdbcTemplate one, List<VersionedEntry<K, V>> entries) {
		int[] counts = one.batchUpdate(this.upsert,
				entries.stream()
					.map((entry) -> new @Nullable Object[] { entry.value(), entry.version(), entry.key() })
					.toList());
		return outcomes(one, entries, counts);
	}

	private List<WriteOutcome> updateOrInsert(JdbcTemplate one, List<VersionedEntry<K, V>> entries) {
		int[] counts = one.batchUpdate(this.update, entries.stream()
			.map((entry) -> new @Nullable Object[] { entry.value(), entry.version(), entry.key(), entry.version() })
			.toList());
		List<WriteOutcome> outcomes = outcomes(one, entries, counts);
		end(one, true);
		for (int i = 0; i < counts.length; i++) {
			if (outcomes.get(i) != WriteOutcome.APPLIED) {
				outcomes.set(i, write(one, entries.get(i)));
			}
		}
		return outcomes;
	}

	/**
	 * Decides by what the row has now: another instance may insert or change it between
	 * any two statements, with a lower version too.
	 */
	private WriteOutcome write(JdbcTemplate one, VersionedEntry<K, V> entry) {
		for (int race = 0; race < MOST_RACES; race++) {
			VersionedEntry<K, V> stored = load(one, entry.key());
			if (stored != null && stored.version() >= entry.version()) {
				return WriteOutcome.STALE;
			}
			boolean written = false;
			try {
				written = ((stored == null) ? one.update(this.insert, entry.value(), entry.version(), entry.key())
						: one.update(this.update, entry.value(), entry.version(), entry.key(), entry.version())) > 0;
			}
			catch (DuplicateKeyException ex) {
				// Inserted meanwhile.
			}
			end(one, written);
			if (written) {
				return WriteOutcome.APPLIED;
			}
		}
		return WriteOutcome.FAILED;
	}

	/**
	 * Ends the transaction of a connection without automatic commit: its snapshot would
	 * hide what others have written, and some databases execute nothing after an error.
	 */
	private static void end(JdbcTemplate one, boolean commit) {
		one.execute((ConnectionCallback<Boolean>) (connection) -> {
			boolean open = !connection.getAutoCommit();
			if (open && commit) {
				connection.commit();
			}
			else if (open) {
				connection.rollback();
			}
			return open;
		});
	}

	private List<WriteOutcome> outcomes(JdbcTemplate one, List<VersionedEntry<K, V>> entries, int[] counts) {
		List<WriteOutcome> outcomes = new ArrayList<>();
		for (int i = 0; i < counts.length; i++) {
			outcomes.add((counts[i] == Statement.SUCCESS_NO_INFO) ? readBack(one, entries.get(i))
					: (counts[i] > 0) ? WriteOutcome.APPLIED : WriteOutcome.STALE);
		}
		return outcomes;
	}

	/** Drivers that rewrite a batch into one statement do not say what became of each. */
	private WriteOutcome readBack(JdbcTemplate one, VersionedEntry<K, V> entry) {
		VersionedEntry<K, V> stored = load(one, entry.key());
		if (stored == null || stored.version() < entry.version()) {
			return WriteOutcome.FAILED;
		}
		// Another instance may have written another value as the same version.
		return (stored.version() == entry.version() && Objects.deepEquals(stored.value(), entry.value()))
				? WriteOutcome.APPLIED : WriteOutcome.STALE;
	}

}
