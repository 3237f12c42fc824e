/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Transactions of JDBC without Spring's, on a real PostgreSQL.
 */
class RawJdbcTests extends OnPostgres {

	@Test
	void rawJdbcIsSeenAndDoomed() throws Exception {
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection()) {
				connection.setAutoCommit(false);
				new JdbcTemplate(new SingleConnectionDataSource(connection, true))
					.update("INSERT INTO landing VALUES (?)", this.row);
				self.pause();
				connection.commit();
			}
		}).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(only(result).get("outcome")).isIn("aborted", "terminated");
		assertThat(owner.release().failure()).isInstanceOf(SQLException.class);
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aDoomedOwnerOfRawJdbcIsToldByItsCommit() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			new JdbcTemplate(new SingleConnectionDataSource(connection, true)).update("INSERT INTO landing VALUES (?)",
					this.row);
			this.landing.open().connections().get(0).doom();
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class)
				.hasMessageContaining("shutting down");
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
	}

	@Test
	void returningToAutomaticCommitDoesNotCommitWhatIsDoomed() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			new JdbcTemplate(new SingleConnectionDataSource(connection, true)).update("INSERT INTO landing VALUES (?)",
					this.row);
			this.landing.open().connections().get(0).doom();
			assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
		}
		assertThat(rows(this.row)).isZero();
	}

	/** A transaction manager does so after each commit, when the drain may be there. */
	@Test
	void returningToAutomaticCommitAfterACommitEndsNothing() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			new JdbcTemplate(new SingleConnectionDataSource(connection, true)).update("INSERT INTO landing VALUES (?)",
					this.row);
			connection.commit();
			this.landing.open().connections().get(0).doom();
			connection.setAutoCommit(true);
		}
		assertThat(rows(this.row)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isZero();
	}

	@Test
	void aCommitThatRollsBackWithoutAWordIsReportedAsWhatItIs() throws Exception {
		try (Connection connection = failed()) {
			// That is how the driver answers.
			connection.commit();
		}
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.ROLLED_BACK)).isOne();
	}

	@Test
	void aCommitThatRollsBackFailsWhileTheInstanceDrains() throws Exception {
		try (Connection connection = failed()) {
			this.landing.open().refuse((thread) -> false);
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
		}
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.ROLLED_BACK)).isOne();
	}

	private Connection failed() throws SQLException {
		Connection connection = this.pool.getConnection();
		connection.setAutoCommit(false);
		JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
		jdbc.update("INSERT INTO landing VALUES (?)", this.row);
		assertThatThrownBy(() -> jdbc.execute("SELECT 1/0")).isNotNull();
		return connection;
	}

	/** A statement that was prepared once is executed again and again. */
	@Test
	void theNextTransactionOfAManualLoopIsSeenAndDoomed() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.executeUpdate();
				connection.commit();
				insert.setString(1, this.row + " again");
				insert.executeUpdate();
				assertThat(this.landing.open().open()).hasSize(1);
				this.landing.open().connections().get(0).doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
	}

	/** JDBC commits when a connection returns to automatic commit. */
	@Test
	void whatAStatementDidAgainIsNotCommittedByTheReturnToAutomaticCommit() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.executeUpdate();
				connection.commit();
				insert.setString(1, this.row + " again");
				insert.executeUpdate();
				this.landing.open().connections().get(0).doom();
				assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(rows(this.row + " again")).isZero();
	}

	/** Another statement was closed last. */
	@Test
	void whatAnEarlierStatementDidAgainIsSeenAsWell() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (Statement insert = connection.createStatement()) {
				connection.createStatement().close();
				connection.commit();
				insert.executeUpdate("INSERT INTO landing VALUES ('" + this.row + "')");
				this.landing.open().connections().get(0).doom();
				assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
	}

	/** And a loop that ignores that its commit was refused. */
	@Test
	void whatAStatementDidAfterARefusedCommitIsNotCommittedEither() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.executeUpdate();
				this.landing.open().connections().get(0).doom();
				assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
				insert.executeUpdate();
				assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
			}
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void theCommitOfTheReturnToAutomaticCommitIsCounted() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.executeUpdate();
				connection.commit();
				insert.setString(1, this.row + " again");
				insert.executeUpdate();
				connection.setAutoCommit(true);
			}
		}
		assertThat(rows(this.row + " again")).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isEqualTo(2);
	}

	/** The driver knows that nothing has begun since. */
	@Test
	void theReturnToAutomaticCommitAfterACommitIsNoTransactionThoughAStatementIsOpen() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO landing VALUES (?)")) {
				insert.setString(1, this.row);
				insert.executeUpdate();
				connection.commit();
				this.landing.open().connections().get(0).doom();
				connection.setAutoCommit(true);
			}
		}
		assertThat(rows(this.row)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isZero();
	}

	@Test
	void aConnectionWithoutAStatementHasNoTransactionAfterItsCommit() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			try (Statement insert = connection.createStatement()) {
				insert.executeUpdate("INSERT INTO landing VALUES ('" + this.row + "')");
			}
			connection.commit();
			assertThat(this.landing.open().open()).isEmpty();
			connection.createStatement().executeUpdate("INSERT INTO landing VALUES ('" + this.row + " again')");
			assertThat(this.landing.open().open()).hasSize(1);
		}
	}

	@Test
	void aConnectionInUseWithoutATransactionIsWaitedForThenCutAndListed() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner owner = Owner.start((self) -> jdbc.execute("SELECT pg_sleep(60) /* automatic " + this.row + " */"));
		awaitRunning("%automatic " + this.row + "%");
		DrainResult result = this.landing.drain(PATIENT, new StubDrainContext(Duration.ofSeconds(8)));
		assertThat(Landing.connections(result)).hasSize(1);
		Map<String, Object> cut = Landing.connections(result).get(0);
		assertThat(cut).containsEntry("sessionEnded", true).containsKeys("age", "thread", "session");
		assertThat(isAlive(cut.get("session"))).isFalse();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(owner.failure()).isNotNull();
	}

}
