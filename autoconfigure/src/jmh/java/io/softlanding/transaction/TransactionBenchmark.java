/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.inflight.CurrentRequest;
import io.softlanding.time.NanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What tracking adds to a transaction: a whole transaction of Spring's on a pool and a database in memory, with one
 * statement that is prepared and not executed, tracked and plain.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TransactionBenchmark {

	@Param({ "plain", "tracked" })
	public String kind;

	private HikariDataSource pool;

	private HikariDataSource dataSource;

	private TransactionTemplate template;

	@Setup
	public void connect() {
		this.pool = new HikariDataSource();
		this.pool.setJdbcUrl("jdbc:h2:mem:benchmark");
		this.pool.setUsername("sa");
		this.dataSource = this.pool;
		JdbcTransactionManager transactions = new JdbcTransactionManager();
		if (this.kind.equals("tracked")) {
			StaticListableBeanFactory beans = new StaticListableBeanFactory();
			beans.addBean("transactions", new OpenTransactions(NanoClock.SYSTEM, CurrentRequest.NONE));
			ConnectionTracking tracking = new ConnectionTracking(beans.getBeanProvider(OpenTransactions.class), Set::of,
					() -> new Dialects(() -> List.of(new H2Dialect()), false), beans.getBeanProvider(Pool.Provider.class));
			beans.addBean("hikari", (Pool.Provider) HikariPool::observe);
			tracking.postProcessBeforeInitialization(this.pool, "dataSource");
			this.dataSource = (HikariDataSource) tracking.postProcessAfterInitialization(this.pool, "dataSource");
			tracking.postProcessAfterInitialization(transactions, "transactions");
		}
		transactions.setDataSource(this.dataSource);
		this.template = new TransactionTemplate(transactions);
	}

	@TearDown
	public void disconnect() {
		this.pool.close();
	}

	@Benchmark
	@Threads(1)
	public Object oneThread() {
		return transaction();
	}

	@Benchmark
	@Threads(2)
	public Object twoThreads() {
		return transaction();
	}

	private Object transaction() {
		return this.template.execute((status) -> {
			try {
				DataSourceUtils.getConnection(this.dataSource).prepareStatement("SELECT 1").close();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
			return status;
		});
	}

}
