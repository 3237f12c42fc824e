/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.ServedRequest;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the auto-configuration puts together, without a context.
 */
final class Landing implements AutoCloseable {

	private static final TransactionTimeouts DEFAULTS = new TransactionTimeouts(Duration.ofSeconds(1),
			Duration.ofMillis(500), Duration.ofSeconds(5));

	/** What every thread serves. */
	private final AtomicReference<@Nullable ServedRequest> request = new AtomicReference<>();

	private final OpenTransactions transactions = new OpenTransactions(NanoClock.SYSTEM, this.request::get);

	private final TransactionStatus status = new TransactionStatus(this.transactions);

	private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

	private final ConnectionTracking tracking;

	private final StaticListableBeanFactory pools = new StaticListableBeanFactory();

	Landing() {
		this(false, new PostgresDialect(new TransactionProperties.Session(null, null, null)), new H2Dialect());
	}

	Landing(DatabaseDialect... dialects) {
		this(true, dialects);
	}

	private Landing(boolean prepare, DatabaseDialect... dialects) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("transactions", this.transactions);
		this.tracking = new ConnectionTracking(beans.getBeanProvider(OpenTransactions.class), () -> Set.of("excluded"),
				() -> new Dialects(() -> List.of(dialects), prepare), this.pools.getBeanProvider(Pool.Provider.class));
		this.pools.addBean("hikari", (Pool.Provider) HikariPool::observe);
	}

	/** Adds a pool of an application. */
	Landing with(Pool.Provider pools) {
		this.pools.addBean("own", pools);
		return this;
	}

	/** Does with a bean what is done with beans of an application. */
	<T> T track(T bean) {
		return track(bean, "dataSource");
	}

	<T> T track(T bean, String name) {
		return initialized(initialize(bean, name), name);
	}

	/** The first half of what is done with a bean. */
	@SuppressWarnings("unchecked")
	<T> T initialize(T bean, String name) {
		Object result = this.tracking.postProcessBeforeInitialization(bean, name);
		assertThat(result).as("no bean is replaced").isSameAs(bean);
		return (T) result;
	}

	/** The second half, which may see what something else has replaced the bean by. */
	@SuppressWarnings("unchecked")
	<T> T initialized(T bean, String name) {
		Object result = this.tracking.postProcessAfterInitialization(bean, name);
		assertThat(result).as("no bean is replaced").isSameAs(bean);
		return (T) result;
	}

	HikariDataSource pool(ServerAddresses servers) {
		return pool(servers.jdbcUrl(), servers.username(), servers.password());
	}

	HikariDataSource pool(String url, String username, String password) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(username);
		pool.setPassword(password);
		pool.setMinimumIdle(0);
		pool.setMaximumPoolSize(5);
		this.closeables.push(pool);
		return track(pool);
	}

	TransactionTemplate transactions(DataSource dataSource) {
		return new TransactionTemplate(track(new JdbcTransactionManager(dataSource)));
	}

	/** Begins a transaction that inserts a row, and goes on with the rest in it. */
	Owner insert(DataSource dataSource, String id, Owner.Work rest) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		TransactionTemplate template = transactions(dataSource);
		return Owner.start((owner) -> template.executeWithoutResult((status) -> {
			jdbc.update("INSERT INTO landing (id) VALUES (?)", id);
			try {
				rest.run(owner);
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}));
	}

	void serve(ServedRequest request) {
		this.request.set(request);
	}

	OpenTransactions open() {
		return this.transactions;
	}

	TransactionStatus status() {
		return this.status;
	}

	DrainResult drain() throws Exception {
		return drain(DEFAULTS, new StubDrainContext(Duration.ofSeconds(8)));
	}

	DrainResult drain(TransactionTimeouts timeouts, StubDrainContext context) throws Exception {
		return drainAsync(timeouts, context).get(20, TimeUnit.SECONDS);
	}

	/** For the owner of a transaction, who waits for no drain. */
	DrainResult drainInside() {
		try {
			return drain(new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO),
					new StubDrainContext(Duration.ofSeconds(2)));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	FutureTask<DrainResult> drainAsync(TransactionTimeouts timeouts, StubDrainContext context) {
		TransactionsParticipant participant = new TransactionsParticipant(this.transactions, this.status,
				new StaticApplicationContext(), timeouts);
		FutureTask<DrainResult> drain = new FutureTask<>(() -> participant.drain(context));
		Thread thread = new Thread(drain, "drain");
		thread.setDaemon(true);
		context.drainThread(thread);
		thread.start();
		return drain;
	}

	/** What the result says of each transaction. */
	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> transactions(DrainResult result) {
		return (List<Map<String, Object>>) result.details().get("transactions");
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> connections(DrainResult result) {
		return (List<Map<String, Object>>) result.details().get("connections");
	}

	static List<Object> outcomes(DrainResult result) {
		return transactions(result).stream().map((transaction) -> transaction.get("outcome")).toList();
	}

	static void createTable(Connection connection) throws Exception {
		try (java.sql.Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE IF NOT EXISTS landing (id VARCHAR(100) PRIMARY KEY)");
		}
	}

	@Override
	public void close() throws Exception {
		while (!this.closeables.isEmpty()) {
			this.closeables.pop().close();
		}
	}

}
