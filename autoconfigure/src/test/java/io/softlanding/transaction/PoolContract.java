/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import javax.sql.DataSource;

import io.softlanding.drain.DrainResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every {@link Pool} has to do, on a real pool and H2.
 */
@Timeout(60)
abstract class PoolContract {

	private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

	private final JdbcTemplate database = new JdbcTemplate(
			new SimpleDriverDataSource(new org.h2.Driver(), this.url, "sa", ""));

	private Landing landing;

	DataSource pool;

	/** Recognises the pools that {@link #create} creates. */
	abstract Pool.Provider provider();

	/**
	 * Creates a pool of two connections that has not started, with a query that validates
	 * each connection before it is lent.
	 */
	abstract DataSource create(String url, String username, String password, String validationQuery);

	/** Returns how many connections the pool has open. */
	abstract int size(DataSource pool);

	abstract int limit(DataSource pool);

	@BeforeEach
	void observe() {
		this.database.execute("CREATE TABLE landing (id VARCHAR(100))");
		this.landing = new Landing().with(provider());
		this.pool = this.landing.track(create(this.url, "sa", "", "SELECT 1"));
	}

	@AfterEach
	void close() throws Exception {
		((AutoCloseable) this.pool).close();
		this.landing.close();
	}

	private int rows() {
		return this.database.queryForObject("SELECT count(*) FROM landing", Integer.class);
	}

	private static void insert(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO landing VALUES ('a')");
		}
	}

	@Test
	void aConnectionIsInUseFromItsFirstStatementToItsReturn() throws Exception {
		for (int i = 0; i < 3; i++) {
			try (Connection connection = this.pool.getConnection()) {
				assertThat(this.landing.open().connections()).isEmpty();
				insert(connection);
				connection.clearWarnings();
				connection.createStatement();
				assertThat(this.landing.open().connections()).hasSize(1);
				assertThat(this.landing.open().open()).isEmpty();
			}
			assertThat(this.landing.open().connections()).isEmpty();
		}
		assertThat(rows()).isEqualTo(3);
	}

	@Test
	void aTransactionIsOpenUntilItsCommit() throws Exception {
		for (int i = 0; i < 3; i++) {
			try (Connection connection = this.pool.getConnection()) {
				connection.setAutoCommit(false);
				insert(connection);
				connection.clearWarnings();
				assertThat(this.landing.open().open()).hasSize(1);
				connection.commit();
				assertThat(this.landing.open().open()).isEmpty();
			}
		}
		assertThat(this.landing.open().connections()).isEmpty();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isEqualTo(3);
		assertThat(rows()).isEqualTo(3);
	}

	@Test
	void whatIsDoomedIsNotCommitted() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			insert(connection);
			this.landing.open().connections().get(0).doom();
			assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
			assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
		}
		assertNothingCommitted();
	}

	/** Some pools do not roll back, and commit when they lend it again. */
	@Test
	void whatIsDoomedIsNotCommittedByTheReturn() throws Exception {
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			insert(connection);
			this.landing.open().connections().get(0).doom();
		}
		assertNothingCommitted();
	}

	private void assertNothingCommitted() throws SQLException {
		assertThat(this.landing.open().connections()).isEmpty();
		try (Connection connection = this.pool.getConnection(); Connection other = this.pool.getConnection()) {
			assertThat(connection.getAutoCommit()).isTrue();
			assertThat(other.getAutoCommit()).isTrue();
		}
		assertThat(rows()).isZero();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.DOOMED)).isOne();
	}

	@Test
	void aDrainEndsATransactionAndTheNextBorrowerIsServed() throws Exception {
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection()) {
				connection.setAutoCommit(false);
				insert(connection);
				self.pause();
				connection.commit();
			}
		}).awaitHere();
		int limit = limit(this.pool);
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).containsExactly("terminated");
		Awaitility.await().until(() -> limit(this.pool) == limit + 1);
		assertThat(owner.release().failure()).isInstanceOf(SQLException.class);
		assertThat(rows()).isZero();
		try (Connection connection = this.pool.getConnection()) {
			// The closing thread may still work.
			assertThat(connection.isValid(1)).isTrue();
		}
	}

	@Test
	void aDrainClosesWhatIsIdleAndWhatComesBack() throws Exception {
		Connection used = this.pool.getConnection();
		this.pool.getConnection().close();
		assertThat(size(this.pool)).isPositive();
		this.landing.drain();
		used.close();
		Awaitility.await().until(() -> size(this.pool) == 0);
	}

}
