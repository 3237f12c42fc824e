/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What applications do with JDBC, on a real PostgreSQL: nothing that is doomed is
 * committed, whatever the way.
 */
class JdbcUsageTests extends OnPostgres {

	private String insert(String suffix) {
		return "INSERT INTO landing VALUES ('" + this.row + suffix + "')";
	}

	private void doom() {
		this.landing.open().connections().get(0).doom();
	}

	@Test
	void aBatchThatIsFilledAgainIsATransactionOfItsOwn() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.addBatch();
				insert.executeBatch();
				connection.commit();
				insert.setString(1, this.row + " again");
				insert.addBatch();
				insert.executeBatch();
				doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
	}

	@Test
	void aCallThatIsMadeAgainIsATransactionOfItsOwn() throws Exception {
		this.server.execute("""
				CREATE OR REPLACE PROCEDURE add_landing(id text) LANGUAGE sql AS $$
				INSERT INTO landing VALUES (id) $$""");
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (CallableStatement call = connection.prepareCall("CALL add_landing(?)")) {
				call.setString(1, this.row);
				call.execute();
				connection.commit();
				call.setString(1, this.row + " again");
				call.execute();
				doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
	}

	@Test
	void aRollbackToASavepointEndsNothing() throws Exception {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute(insert(""));
			Savepoint savepoint = connection.setSavepoint();
			statement.execute(insert(" again"));
			assertThat(this.landing.open().open()).hasSize(1);
			doom();
			connection.rollback(savepoint);
			connection.releaseSavepoint(savepoint);
			assertThat(this.landing.open().open()).hasSize(1);
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
	}

	@Test
	void theModeMayBeSetToWhatItIsAndChangedInBetween() throws Exception {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(true);
			connection.setAutoCommit(false);
			connection.setAutoCommit(false);
			statement.execute(insert(""));
			assertThat(this.landing.open().open()).hasSize(1);
			connection.setAutoCommit(true);
			statement.execute(insert(" automatic"));
			assertThat(this.landing.open().open()).isEmpty();
			connection.setAutoCommit(false);
			statement.execute(insert(" again"));
			doom();
			assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " automatic")).isOne();
		assertThat(rows(this.row + " again")).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
	}

	/** The pool does not see what is done with the driver's connection. */
	@Test
	void whatTheDriverCopiesIsNotCommittedByThePoolWhenItIsDoomed() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			copy(connection);
			doom();
		}
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.getAutoCommit()).isTrue();
		}
	}

	@Test
	void whatTheDriverCopiesIsCommittedByItsOwnerAlone() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			copy(connection);
			doom();
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isZero();
	}

	private void copy(Connection connection) throws Exception {
		connection.unwrap(PGConnection.class)
			.getCopyAPI()
			.copyIn("COPY landing FROM STDIN", new StringReader(this.row + "\n"));
	}

	@Test
	void aRowThatIsInsertedThroughAnOpenResultIsATransaction() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (Statement statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE,
					ResultSet.CONCUR_UPDATABLE, ResultSet.HOLD_CURSORS_OVER_COMMIT);
					ResultSet rows = statement.executeQuery("SELECT id FROM landing WHERE id = 'none'")) {
				connection.commit();
				rows.moveToInsertRow();
				rows.updateString(1, this.row);
				rows.insertRow();
				assertThat(this.landing.open().open()).hasSize(1);
				doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aPoolWithoutAutomaticCommitHasTransactionsFromItsFirstStatementOn() throws Exception {
		HikariDataSource manual = new HikariDataSource();
		manual.setJdbcUrl(this.servers.jdbcUrl());
		manual.setUsername(this.servers.username());
		manual.setPassword(this.servers.password());
		manual.setAutoCommit(false);
		manual.setMaximumPoolSize(1);
		try (manual) {
			this.landing.track(manual);
			try (Connection connection = manual.getConnection(); Statement statement = connection.createStatement()) {
				statement.execute(insert(""));
				connection.setAutoCommit(true);
				statement.execute(insert(" automatic"));
				connection.setAutoCommit(false);
				statement.execute(insert(" again"));
				doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			}
			assertThat(this.landing.open().open()).isEmpty();
			try (Connection connection = manual.getConnection(); Statement statement = connection.createStatement()) {
				assertThat(connection.getAutoCommit()).isFalse();
				statement.execute(insert(" next"));
				connection.commit();
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " automatic")).isOne();
		assertThat(rows(this.row + " again")).isZero();
		assertThat(rows(this.row + " next")).isOne();
	}

	/** As with an {@code Executor} that works on the connection of its caller. */
	@Test
	void aCommitByAnotherThreadIsDecidedLikeThatOfTheOwner() throws Exception {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute(insert(""));
			assertThat(Owner.start((self) -> connection.commit()).failure()).isNull();
			statement.execute(insert(" again"));
			doom();
			assertThat(Owner.start((self) -> connection.commit()).failure()).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
	}

	@Test
	void aConnectionThatTheApplicationAbortsIsReplaced() throws Exception {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute(insert(""));
			connection.abort(Runnable::run);
			assertThat(this.landing.open().open()).isEmpty();
			assertThat(this.landing.open().connections()).isEmpty();
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
		}
		catch (SQLException ex) {
			// As without observation: a connection that is broken cannot be reset.
			assertThat(ex.getSQLState()).startsWith("08");
		}
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.UNKNOWN)).isOne();
		assertThat(new JdbcTemplate(this.pool).queryForObject("SELECT 1", Integer.class)).isOne();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aConnectionMayBeClosedTwice() throws Exception {
		Connection connection = this.pool.getConnection();
		connection.setAutoCommit(false);
		connection.createStatement().execute(insert(""));
		Connection physical = connection.unwrap(Connection.class);
		connection.close();
		connection.close();
		this.pool.getHikariPoolMXBean().softEvictConnections();
		assertThat(this.landing.open().connections()).isEmpty();
		physical.close();
		physical.close();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.ROLLED_BACK)).isOne();
		assertThat(new JdbcTemplate(this.pool).queryForObject("SELECT 1", Integer.class)).isOne();
	}

	/** A logging proxy, such as those of p6spy and datasource-proxy. */
	private static <T> T logging(Class<T> type, T target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				try {
					Object result = method.invoke(target, arguments);
					if (method.getName().equals("unwrap")) {
						return result;
					}
					return (result instanceof Connection connection) ? logging(Connection.class, connection)
							: (result instanceof PreparedStatement statement)
									? logging(PreparedStatement.class, statement)
									: (result instanceof Statement statement) ? logging(Statement.class, statement)
											: result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

	/** Which a post-processor has put in the place of the pool. */
	private static final class LoggingDataSource extends AbstractDataSource {

		private final DataSource target;

		LoggingDataSource(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return logging(Connection.class, this.target.getConnection());
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return logging(Connection.class, this.target.getConnection(username, password));
		}

	}

	private HikariDataSource overProxy() {
		PGSimpleDataSource driver = new PGSimpleDataSource();
		driver.setUrl(this.servers.jdbcUrl());
		driver.setUser(this.servers.username());
		driver.setPassword(this.servers.password());
		HikariDataSource over = new HikariDataSource();
		over.setDataSource(new LoggingDataSource(driver));
		return over;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aProxyAroundAPoolOrUnderItHidesNothing(boolean around) throws Exception {
		try (HikariDataSource pool = around ? this.landing.pool(this.servers) : this.landing.track(overProxy())) {
			DataSource used = around ? new LoggingDataSource(pool) : pool;
			TransactionTemplate transactions = new TransactionTemplate(
					this.landing.track(new JdbcTransactionManager(used)));
			JdbcTemplate jdbc = new JdbcTemplate(used);
			transactions.executeWithoutResult((status) -> jdbc.execute(insert("")));
			assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
			Owner owner = Owner.start((self) -> transactions.executeWithoutResult((status) -> {
				jdbc.execute(insert(" again"));
				self.pause();
			})).awaitHere();
			DrainResult result = this.landing.drain();
			assertThat(only(result).get("outcome")).isIn("aborted", "terminated");
			assertThat(isAlive(only(result).get("session"))).isFalse();
			assertThat(owner.release().failure()).isNotNull();
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
	}

}
