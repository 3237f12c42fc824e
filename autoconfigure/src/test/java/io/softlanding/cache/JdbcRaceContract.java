/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.softlanding.cache.JdbcVersionedStore.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several instances that write and delete the same rows of a database at the same time.
 */
@Timeout(60)
abstract class JdbcRaceContract {

	private final AtomicReference<@Nullable String> before = new AtomicReference<>();

	private final AtomicReference<Runnable> other = new AtomicReference<>();

	private DataSource database;

	private Table table;

	private JdbcVersionedStore<String, Long> second;

	abstract DataSource database();

	@BeforeEach
	void create() {
		this.database = database();
		this.table = JdbcVersionedStoreTests.table(new JdbcTemplate(this.database));
		this.second = store(this.database);
	}

	private JdbcVersionedStore<String, Long> store(DataSource dataSource) {
		return new JdbcVersionedStore<>(new JdbcTemplate(dataSource), this.table, Long.class);
	}

	/** Lets the other instance do something just before a statement is prepared. */
	private DataSource racing(boolean autoCommit) {
		return new DelegatingDataSource(this.database) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setAutoCommit(autoCommit);
				return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
							String statement = JdbcRaceContract.this.before.get();
							if (statement != null && method.getName().equals("prepareStatement")
									&& ((String) arguments[0]).startsWith(statement)) {
								JdbcRaceContract.this.before.set(null);
								JdbcRaceContract.this.other.get().run();
							}
							return method.invoke(connection, arguments);
						});
			}

		};
	}

	private static VersionedEntry<String, Long> entry(long version) {
		return new VersionedEntry<>("a", version, version);
	}

	private void delete() {
		new JdbcTemplate(this.database).update("delete from " + this.table.table());
	}

	@ParameterizedTest
	@CsvSource({ "select, true", "insert, true", "update, true", "select, false", "insert, false", "update, false" })
	void aLowerVersionThatAppearsMeanwhileDoesNotWin(String statement, boolean autoCommit) {
		JdbcVersionedStore<String, Long> store = store(racing(autoCommit));
		this.other.set(() -> this.second.write(List.of(entry(2))));
		this.before.set(statement);
		assertThat(store.write(List.of(entry(3), new VersionedEntry<>("b", 1L, 1))))
			.containsExactly(WriteOutcome.APPLIED, WriteOutcome.APPLIED);
		assertThat(this.second.load("a")).isEqualTo(entry(3));
		assertThat(this.second.load("b")).isEqualTo(new VersionedEntry<>("b", 1L, 1));
		assertThat(store.write(List.of(entry(1)))).containsExactly(WriteOutcome.STALE);
	}

	@ParameterizedTest
	@CsvSource({ "select, true", "insert, true", "update, true", "select, false", "insert, false", "update, false" })
	void aRowThatIsDeletedMeanwhileIsWrittenAgain(String statement, boolean autoCommit) {
		JdbcVersionedStore<String, Long> store = store(racing(autoCommit));
		this.second.write(List.of(entry(2)));
		this.other.set(this::delete);
		this.before.set(statement);
		assertThat(store.write(List.of(entry(3)))).containsExactly(WriteOutcome.APPLIED);
		assertThat(this.second.load("a")).isEqualTo(entry(3));
	}

	@ParameterizedTest
	@CsvSource({ "select, true", "insert, true", "update, true", "select, false", "insert, false", "update, false" })
	void aHigherVersionThatAppearsMeanwhileWins(String statement, boolean autoCommit) {
		JdbcVersionedStore<String, Long> store = store(racing(autoCommit));
		this.other.set(() -> this.second.write(List.of(entry(9))));
		this.before.set(statement);
		List<WriteOutcome> outcomes = store.write(List.of(entry(3)));
		if (this.before.getAndSet(null) == null) {
			assertThat(outcomes).containsExactly(WriteOutcome.STALE);
			assertThat(this.second.load("a")).isEqualTo(entry(9));
		}
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void twoWritersAndADeleterDoNotFailEachOther(boolean autoCommit) throws Exception {
		CyclicBarrier round = new CyclicBarrier(3);
		List<FutureTask<Boolean>> instances = Stream
			.of(writer(round, 1, autoCommit), writer(round, 2, autoCommit), new FutureTask<>(() -> {
				for (int i = 0; i < 100; i++) {
					round.await(20, TimeUnit.SECONDS);
					delete();
					round.await(20, TimeUnit.SECONDS);
				}
				return true;
			}))
			.toList();
		instances.forEach((instance) -> new Thread(instance).start());
		for (FutureTask<Boolean> instance : instances) {
			assertThat(instance.get(40, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.second.write(List.of(entry(201)))).containsExactly(WriteOutcome.APPLIED);
	}

	private FutureTask<Boolean> writer(CyclicBarrier round, int parity, boolean autoCommit) {
		JdbcVersionedStore<String, Long> store = store(racing(autoCommit));
		return new FutureTask<>(() -> {
			for (int i = 0; i < 100; i++) {
				VersionedEntry<String, Long> entry = entry(2L * i + parity);
				round.await(20, TimeUnit.SECONDS);
				acknowledged(store, entry);
				round.await(20, TimeUnit.SECONDS);
			}
			return true;
		});
	}

	/** As a cache does: a write whose outcome is a failure is made again. */
	private static void acknowledged(JdbcVersionedStore<String, Long> store, VersionedEntry<String, Long> entry) {
		for (int attempt = 0; attempt < 20; attempt++) {
			try {
				if (store.write(List.of(entry)).get(0) != WriteOutcome.FAILED) {
					return;
				}
			}
			catch (org.springframework.dao.TransientDataAccessException ex) {
				// A deadlock, of which the database has chosen this one.
			}
		}
		throw new IllegalStateException("Not acknowledged: " + entry);
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void ofTwoWritersTheHigherVersionIsThere(boolean autoCommit) throws Exception {
		CyclicBarrier round = new CyclicBarrier(2);
		List<FutureTask<Boolean>> writers = IntStream.of(1, 2)
			.mapToObj((parity) -> writer(round, parity, autoCommit))
			.toList();
		writers.forEach((writer) -> new Thread(writer).start());
		for (FutureTask<Boolean> writer : writers) {
			assertThat(writer.get(40, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.second.load("a")).isEqualTo(entry(200));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-3", "null" })
	void aRowWithoutAVersionOfOursIsOvertaken(String version) {
		new JdbcTemplate(this.database)
			.update("insert into " + this.table.table() + " values ('a', 5, " + version + ")");
		assertThat(this.second.write(List.of(entry(1)))).containsExactly(WriteOutcome.APPLIED);
	}

}
