/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.apache.commons.dbcp2.BasicDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of Spring's transactions on data sources whose connections are not
 * observed, on a real PostgreSQL.
 */
@Tag("first-leg")
class UnobservedPoolTests extends OnPostgres {

	/** Kinds of data sources. */
	enum Kind {

		UNPOOLED, DRIVER, SINGLE, AWARE, ROUTING, STARTED, TOMCAT, DBCP2

	}

	private DataSource create(Kind kind) {
		return switch (kind) {
			case UNPOOLED -> new SimpleDriverDataSource(new org.postgresql.Driver(), this.servers.jdbcUrl(),
					this.servers.username(), this.servers.password());
			case DRIVER -> {
				PGSimpleDataSource driver = new PGSimpleDataSource();
				driver.setUrl(this.servers.jdbcUrl());
				driver.setUser(this.servers.username());
				driver.setPassword(this.servers.password());
				yield driver;
			}
			case SINGLE -> new SingleConnectionDataSource(this.servers.jdbcUrl(), this.servers.username(),
					this.servers.password(), true);
			case AWARE -> new TransactionAwareDataSourceProxy(create(Kind.UNPOOLED));
			case ROUTING -> {
				AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

					@Override
					protected Object determineCurrentLookupKey() {
						return "this";
					}

				};
				DataSource other = new SimpleDriverDataSource(new org.postgresql.Driver(),
						"jdbc:postgresql://localhost:1/none", "none", "none");
				routing.setTargetDataSources(Map.of("other", other, "this", create(Kind.UNPOOLED)));
				routing.afterPropertiesSet();
				yield routing;
			}
			case TOMCAT -> {
				org.apache.tomcat.jdbc.pool.DataSource tomcat = new org.apache.tomcat.jdbc.pool.DataSource();
				tomcat.setUrl(this.servers.jdbcUrl());
				tomcat.setUsername(this.servers.username());
				tomcat.setPassword(this.servers.password());
				tomcat.setDriverClassName("org.postgresql.Driver");
				tomcat.setInitialSize(1);
				yield tomcat;
			}
			case DBCP2 -> {
				BasicDataSource dbcp = new BasicDataSource();
				dbcp.setUrl(this.servers.jdbcUrl());
				dbcp.setUsername(this.servers.username());
				dbcp.setPassword(this.servers.password());
				yield dbcp;
			}
			case STARTED -> {
				HikariConfig config = new HikariConfig();
				config.setJdbcUrl(this.servers.jdbcUrl());
				config.setUsername(this.servers.username());
				config.setPassword(this.servers.password());
				config.setMaximumPoolSize(2);
				yield new HikariDataSource(config);
			}
		};
	}

	private static void close(DataSource dataSource) throws Exception {
		if (dataSource instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
			tomcat.close(true);
		}
		else if (dataSource instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void anIdleTransactionIsCutAndItsSessionProvenToBeGone(Kind kind) throws Exception {
		DataSource dataSource = this.landing.track(create(kind));
		Owner owner = this.landing.insert(dataSource, this.row, Owner::pause).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(result.outcome()).as(result.summary() + result.details()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(only(result).get("outcome")).isIn("aborted", "terminated");
		assertThat(only(result)).containsEntry("dataSource", "dataSource");
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(owner.release().failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
		close(dataSource);
	}

	@ParameterizedTest
	@EnumSource
	void aRunningStatementIsCancelledAndItsOwnerUnwinds(Kind kind) throws Exception {
		DataSource dataSource = this.landing.track(create(kind));
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		Owner owner = this.landing.insert(dataSource, this.row,
				(self) -> jdbc.execute("SELECT pg_sleep(60) /* running " + this.row + " */"));
		awaitRunning("%running " + this.row + "%");
		DrainResult result = this.landing.drain(
				new TransactionTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ZERO),
				new StubDrainContext(Duration.ofSeconds(40)));
		assertThat(Landing.outcomes(result)).containsExactly("doomed");
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
		close(dataSource);
	}

	@ParameterizedTest
	@EnumSource
	void aCommitIsCounted(Kind kind) throws Exception {
		DataSource dataSource = this.landing.track(create(kind));
		assertThat(this.landing.insert(dataSource, this.row, (self) -> {
		}).failure()).isNull();
		assertThat(rows(this.row)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
		assertThat(this.landing.open().open()).isEmpty();
		close(dataSource);
	}

	/** The session is by then in use by another thread, with a younger transaction. */
	@Test
	void whoBorrowsTheConnectionNextIsNotCancelled() throws Exception {
		PostgresDialect dialect = new PostgresDialect(new TransactionProperties.Session(null, null, null));
		try (HikariDataSource started = (HikariDataSource) create(Kind.STARTED)) {
			JdbcTemplate jdbc = new JdbcTemplate(started);
			long doomed = System.nanoTime();
			Owner next = this.landing.insert(started, this.row,
					(self) -> jdbc.execute("SELECT pg_sleep(1) /* next " + this.row + " */"));
			awaitRunning("%next " + this.row + "%");
			Long pid = this.server.queryForObject(
					"SELECT pid FROM pg_stat_activity WHERE query LIKE ? AND pid <> pg_backend_pid()", Long.class,
					"%next " + this.row + "%");
			dialect.cancel(this.observer, dialect.find(this.observer, Map.of(pid, Duration.ZERO)),
					Duration.ofNanos(System.nanoTime() - doomed));
			assertThat(next.failure()).isNull();
		}
		assertThat(rows(this.row)).isOne();
	}

	/**
	 * The owner gives up while the cancel is on its way, and the pool has one connection.
	 */
	@ParameterizedTest
	@EnumSource(names = { "STARTED", "TOMCAT", "DBCP2" })
	void aCancelThatIsLateDoesNotHitTheNextBorrower(Kind kind) throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		CountDownLatch cancelled = new CountDownLatch(1);
		LateDialect late = new LateDialect(new PostgresDialect(new TransactionProperties.Session(null, null, null)),
				() -> {
					Owner doomed = owner.get().release();
					Awaitility.await()
						.until(() -> isRunning("next " + this.row)
								|| doomed.thread().getState() == Thread.State.TIMED_WAITING);
					cancelled.countDown();
				});
		try (Landing landing = new Landing(late)) {
			DataSource dataSource = landing.track(createOne(kind));
			owner.set(landing.insert(dataSource, this.row, Owner::pause).awaitHere());
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			Owner next = Owner.start((self) -> jdbc.execute("SELECT pg_sleep(1) /* next " + this.row + " */"));
			DrainResult result = landing.drain(
					new TransactionTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ZERO),
					new StubDrainContext(Duration.ofSeconds(40)));
			assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(next.failure()).isNull();
			assertThat(Landing.outcomes(result)).containsExactly("doomed");
			assertThat(owner.get().failure()).isInstanceOf(TransactionDoomedException.class);
			close(dataSource);
		}
	}

	/** The side connection gives up, and the server may still get the cancel. */
	@ParameterizedTest
	@EnumSource(names = { "STARTED", "TOMCAT", "DBCP2" })
	void aSessionWhoseCancelMayStillArriveIsNotHandedOutAgain(Kind kind) throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		LateDialect lost = new LateDialect(new PostgresDialect(new TransactionProperties.Session(null, null, null)),
				() -> {
					Owner doomed = owner.get().release();
					Awaitility.await()
						.until(() -> doomed.isDone() || doomed.thread().getState() == Thread.State.TIMED_WAITING);
					throw new IllegalStateException("Read timed out");
				});
		try (Landing landing = new Landing(lost)) {
			DataSource dataSource = landing.track(createOne(kind));
			Integer session = cancelled(landing, dataSource, owner);
			assertThat(owner.get().failure()).isInstanceOf(TransactionDoomedException.class);
			assertThat(session(dataSource)).isNotEqualTo(session);
			close(dataSource);
		}
		assertThat(rows(this.row)).isZero();
	}

	/** The server has answered: nothing is on its way. */
	@Test
	void aSessionWhoseCancelWasRefusedIsKept() throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		LateDialect refused = new LateDialect(new PostgresDialect(new TransactionProperties.Session(null, null, null)),
				() -> {
					owner.get().release();
					UnobservedPoolTests.<RuntimeException>fail(new SQLException("too complex", "54001"));
				});
		try (Landing landing = new Landing(refused)) {
			DataSource dataSource = landing.track(createOne(Kind.DBCP2));
			Integer session = cancelled(landing, dataSource, owner);
			assertThat(session(dataSource)).isEqualTo(session);
			close(dataSource);
		}
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> void fail(Exception failure) throws E {
		throw (E) failure;
	}

	/** As long as two round trips of a slow server. */
	@Test
	void aSessionIsNotHandedOutWhileItsCancelIsOnItsWayForLong() throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		LateDialect late = new LateDialect(new PostgresDialect(new TransactionProperties.Session(null, null, null)),
				() -> Awaitility.await().until(owner.get().release()::isDone));
		try (Landing landing = new Landing(late)) {
			DataSource dataSource = landing.track(createOne(Kind.DBCP2));
			Integer session = cancelled(landing, dataSource, owner);
			assertThat(session(dataSource)).isNotEqualTo(session);
			close(dataSource);
		}
	}

	/** Drains while a transaction is open, and returns its session. */
	private Integer cancelled(Landing landing, DataSource dataSource, AtomicReference<Owner> owner) throws Exception {
		AtomicReference<Integer> session = new AtomicReference<>();
		owner.set(landing.insert(dataSource, this.row, (self) -> {
			session.set(session(dataSource));
			self.pause();
		}).awaitHere());
		landing.drain(new TransactionTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ZERO),
				new StubDrainContext(Duration.ofSeconds(40)));
		return session.get();
	}

	private static Integer session(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForObject("SELECT pg_backend_pid()", Integer.class);
	}

	private DataSource createOne(Kind kind) {
		DataSource dataSource = create(kind);
		if (dataSource instanceof HikariDataSource hikari) {
			hikari.setMaximumPoolSize(1);
		}
		else if (dataSource instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
			tomcat.setMaxActive(1);
			tomcat.setTestOnBorrow(true);
		}
		else if (dataSource instanceof BasicDataSource dbcp) {
			dbcp.setMaxTotal(1);
		}
		return dataSource;
	}

	@Test
	void aSessionThatIsYoungerThanTheConnectionIsAnother() throws Exception {
		PostgresDialect dialect = new PostgresDialect(new TransactionProperties.Session(null, null, null));
		Long pid = dialect.number(this.observer);
		assertThat(dialect.find(this.observer, Map.of(pid, Duration.ofHours(1)))).isEmpty();
		assertThat(dialect.find(this.observer, Map.of(pid, Duration.ZERO))).hasSize(1);
	}

}
