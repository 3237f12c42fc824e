/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What becomes of physical connections when a driver fails or is slow.
 */
@Timeout(60)
class BrokenConnectionTests {

	private final Landing landing = new Landing();

	private final List<Connection> opened = new CopyOnWriteArrayList<>();

	private final HikariDataSource pool = new HikariDataSource();

	/** What a driver's method does before it is called; it may throw. */
	interface Before {

		void call(String method) throws Exception;

	}

	@AfterEach
	void close() throws Exception {
		this.pool.close();
		this.landing.close();
	}

	private HikariDataSource pool(Before before) {
		JdbcDataSource driver = new JdbcDataSource();
		driver.setURL("jdbc:h2:mem:broken;DB_CLOSE_DELAY=-1");
		this.pool.setDataSource(proxy(DataSource.class, driver, (name) -> {
		}, before));
		this.pool.setMaximumPoolSize(1);
		this.pool.setMinimumIdle(0);
		this.pool.setConnectionTimeout(20_000);
		return this.landing.track(this.pool);
	}

	private <T> T proxy(Class<T> type, Object target, Before before, Before inner) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				before.call(method.getName());
				try {
					Object result = method.invoke(target, arguments);
					if (result instanceof Connection connection && !(target instanceof Statement)) {
						this.opened.add(connection);
						return proxy(Connection.class, connection, inner, inner);
					}
					return (result instanceof Statement statement) ? proxy(Statement.class, statement, inner, inner)
							: result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

	private static void fail(boolean condition) {
		if (condition) {
			throw new NoClassDefFoundError("of the driver");
		}
	}

	@Test
	void aConnectionThatCannotBeObservedIsClosed() throws Exception {
		pool((name) -> fail(name.equals("getAutoCommit")));
		this.pool.setConnectionTimeout(250);
		assertThatThrownBy(this.pool::getConnection).isNotNull();
		assertThat(this.opened).isNotEmpty().allMatch(BrokenConnectionTests::isClosed);
		assertThat(this.landing.open().connections()).isEmpty();
	}

	private static boolean isClosed(Connection connection) {
		try {
			return connection.isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	@Test
	void aConnectionWhoseAbortFailsIsForgotten() throws Exception {
		pool((name) -> fail(name.equals("abort")));
		Connection connection = this.pool.getConnection();
		connection.setAutoCommit(false);
		connection.createStatement();
		assertThat(this.landing.open().connections()).hasSize(1);
		Connection physical = connection.unwrap(Connection.class);
		assertThatThrownBy(() -> physical.abort(Runnable::run)).isInstanceOf(NoClassDefFoundError.class);
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().connections()).isEmpty();
	}

	/** Once for each physical connection at most, and not at all where nothing is set. */
	@Test
	void aSessionIsNotAskedForAtCheckouts() throws Exception {
		AtomicInteger statements = new AtomicInteger();
		try (BasicDataSource dbcp = new BasicDataSource()) {
			dbcp.setDriver(proxy(Driver.class, new org.h2.Driver(), (name) -> {
			}, (name) -> {
				if (name.equals("createStatement") || name.startsWith("prepare")) {
					statements.incrementAndGet();
				}
			}));
			dbcp.setUrl("jdbc:h2:mem:asked");
			dbcp.setMaxTotal(1);
			this.landing.track(dbcp);
			TransactionTemplate transactions = this.landing.transactions(dbcp);
			JdbcTemplate jdbc = new JdbcTemplate(dbcp);
			for (int i = 0; i < 20; i++) {
				transactions.executeWithoutResult((status) -> {
					jdbc.execute("SELECT 1");
					this.landing.status().status();
				});
			}
		}
		assertThat(statements).hasValue(20);
	}

	/** The driver asks the server to cancel while the owner returns the connection. */
	@Test
	void aConnectionIsNotReturnedBeforeItsStatementIsCancelled() throws Exception {
		AtomicReference<Owner> owner = new AtomicReference<>();
		AtomicReference<Boolean> returned = new AtomicReference<>();
		pool((name) -> {
			if (name.equals("cancel")) {
				Owner done = owner.get().release();
				Awaitility.await().until(() -> done.isDone() || done.thread().getState() == Thread.State.TIMED_WAITING);
				returned.set(done.isDone());
			}
		});
		StubRequest request = new StubRequest();
		this.landing.serve(request);
		owner.set(Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection();
					Statement statement = connection.createStatement()) {
				self.pause();
			}
		}).awaitHere());
		this.landing.open().of(request).get(0).cancel();
		assertThat(returned.get()).isFalse();
		assertThat(owner.get().failure()).isNull();
		assertThat(this.landing.open().connections()).isEmpty();
	}

	/** The abort is under way while the owner returns the connection. */
	@Test
	void aConnectionThatIsBeingAbortedIsNotHandedOutAgain() throws Exception {
		CountDownLatch aborting = new CountDownLatch(1);
		CountDownLatch abort = new CountDownLatch(1);
		pool((name) -> {
			if (name.equals("abort")) {
				aborting.countDown();
				assertThat(abort.await(20, TimeUnit.SECONDS)).isTrue();
			}
		});
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection();
					Statement statement = connection.createStatement()) {
				self.pause();
			}
		}).awaitHere();
		TrackedConnection tracked = this.landing.open().connections().get(0);
		Owner cutting = Owner.start((self) -> tracked.cut(null));
		assertThat(aborting.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(owner.release().failure()).isInstanceOf(SQLException.class);
		try (Connection next = this.pool.getConnection()) {
			next.createStatement();
			assertThat(this.landing.open().connections()).doesNotContain(tracked).hasSize(1);
		}
		finally {
			abort.countDown();
		}
		assertThat(cutting.failure()).isNull();
	}

	/** A leak in a loop must not make each further statement slower. */
	@Test
	void statementsThatAreNeverClosedAreLookedAtAFewTimes() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		pool((name) -> {
			if (name.equals("isClosed")) {
				looks.incrementAndGet();
			}
		});
		try (Connection connection = this.pool.getConnection()) {
			for (int i = 0; i < 2000; i++) {
				connection.createStatement();
			}
		}
		assertThat(looks).hasValueLessThan(8000);
	}

	/** Drivers allow it, though JDBC code seldom does it. */
	@Test
	void twoThreadsMayCreateStatementsOnOneConnection() throws Exception {
		pool((name) -> {
		});
		try (Connection connection = this.pool.getConnection()) {
			Connection physical = connection.unwrap(Connection.class);
			Owner.Work work = (self) -> {
				for (int i = 0; i < 20_000; i++) {
					physical.createStatement().close();
				}
			};
			Owner one = Owner.start(work);
			Owner two = Owner.start(work);
			assertThat(one.failure()).isNull();
			assertThat(two.failure()).isNull();
		}
	}

	@Test
	void requestBoundariesReachTheDriver() throws Exception {
		List<String> calls = new CopyOnWriteArrayList<>();
		pool(calls::add);
		try (Connection connection = this.pool.getConnection()) {
			Connection physical = connection.unwrap(Connection.class);
			physical.beginRequest();
			physical.endRequest();
			assertThat(calls).containsSubsequence("beginRequest", "endRequest");
			assertThat(this.landing.open().connections()).isEmpty();
		}
	}

	/** It may reach the server later, or not at all. */
	@Test
	void aConnectionWhoseCancelFailedIsNotHandedOutAgain() throws Exception {
		pool((name) -> {
			if (name.equals("cancel")) {
				throw new SQLException("The server does not answer", "08006");
			}
		});
		Owner owner = cancelled();
		TrackedConnection tracked = this.landing.open().connections().get(0);
		owner.release().failure();
		try (Connection next = this.pool.getConnection()) {
			next.createStatement();
			assertThat(this.landing.open().connections()).doesNotContain(tracked).hasSize(1);
		}
	}

	@Test
	void aConnectionWhoseDriverCannotCancelIsKept() throws Exception {
		pool((name) -> {
			if (name.equals("cancel")) {
				throw new java.sql.SQLFeatureNotSupportedException();
			}
		});
		Owner owner = cancelled();
		TrackedConnection tracked = this.landing.open().connections().get(0);
		assertThat(owner.release().failure()).isNull();
		try (Connection next = this.pool.getConnection()) {
			next.createStatement();
			assertThat(this.landing.open().connections()).containsExactly(tracked);
		}
	}

	/** A request whose statement has been cancelled. */
	private Owner cancelled() throws Exception {
		StubRequest request = new StubRequest();
		this.landing.serve(request);
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.pool.getConnection();
					Statement statement = connection.createStatement()) {
				self.pause();
			}
		}).awaitHere();
		this.landing.open().of(request).get(0).cancel();
		return owner;
	}

}
