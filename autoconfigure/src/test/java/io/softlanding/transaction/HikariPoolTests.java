/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import com.zaxxer.hikari.util.DriverDataSource;
import org.awaitility.Awaitility;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link HikariPool}: a pool works as without it, however it is configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class HikariPoolTests {

	private static final String URL = "jdbc:h2:mem:hikari;DB_CLOSE_DELAY=-1";

	private final Landing landing = new Landing();

	private final HikariDataSource pool = new HikariDataSource();

	@BeforeEach
	void configure() {
		this.pool.setUsername("sa");
		this.pool.setMaximumPoolSize(2);
		this.pool.setMinimumIdle(0);
	}

	@AfterEach
	void close() throws Exception {
		this.pool.close();
		this.landing.close();
	}

	private void assertObserved() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			assertThat(this.landing.open().connections()).isEmpty();
			connection.createStatement();
			assertThat(this.landing.open().connections()).singleElement()
				.extracting(TrackedConnection::dataSourceName)
				.isEqualTo("dataSource");
		}
		assertThat(this.landing.open().connections()).isEmpty();
	}

	@Test
	void aPoolIsObservedAndStaysAsItWas(CapturedOutput output) throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		assertObserved();
		assertThat(this.pool.getDataSource()).isNull();
		assertThat(this.pool.getJdbcUrl()).isEqualTo(URL);
		assertThat(this.pool.isWrapperFor(DriverDataSource.class)).isTrue();
		assertThat(this.pool.unwrap(DriverDataSource.class)).isNotNull();
		this.pool.setMaximumPoolSize(7);
		assertThat(this.pool.getHikariConfigMXBean().getMaximumPoolSize()).isEqualTo(7);
		assertThat(output).doesNotContain("WARN").doesNotContain("The pool");
	}

	@Test
	void connectionsUnwrapAsWithoutIt() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.getClass().getName()).startsWith("com.zaxxer.hikari.pool.");
			assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
			JdbcConnection physical = connection.unwrap(JdbcConnection.class);
			assertThat(physical).isSameAs(connection.unwrap(JdbcConnection.class));
			Connection delegate = connection.unwrap(Connection.class);
			assertThat(delegate).isEqualTo(delegate)
				.hasSameHashCodeAs(delegate)
				.isNotEqualTo(physical)
				.hasToString(physical.toString());
			assertThat(delegate.unwrap(JdbcConnection.class)).isSameAs(physical);
			assertThat(connection.createStatement().getConnection()).isSameAs(connection);
			assertThatThrownBy(() -> connection.unwrap(String.class)).isInstanceOf(SQLException.class);
		}
	}

	@Test
	void anEvictedConnectionIsClosed() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		JdbcConnection physical;
		try (Connection connection = this.pool.getConnection()) {
			physical = connection.unwrap(JdbcConnection.class);
			this.pool.evictConnection(connection);
		}
		Awaitility.await().until(physical::isClosed);
		assertThat(this.pool.getHikariPoolMXBean().getTotalConnections()).isZero();
	}

	@Test
	void aDriverAndItsPropertiesAreThoseOfThePool() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.pool.setDriverClassName("org.h2.Driver");
		this.landing.track(this.pool);
		// What is set later counts, as it does without.
		this.pool.addDataSourceProperty("LOCK_TIMEOUT", "1234");
		try (Connection connection = this.pool.getConnection();
				Statement statement = connection.createStatement();
				java.sql.ResultSet row = statement.executeQuery("SELECT LOCK_TIMEOUT()")) {
			row.next();
			assertThat(row.getInt(1)).isEqualTo(1234);
		}
		assertObserved();
	}

	@Test
	void aDataSourceClassIsUsedWithoutAWordInTheLog(CapturedOutput output) throws Exception {
		this.pool.setDataSourceClassName(JdbcDataSource.class.getName());
		this.pool.addDataSourceProperty("URL", URL);
		this.landing.track(this.pool);
		assertObserved();
		assertThat(this.pool.getDataSourceClassName()).isEqualTo(JdbcDataSource.class.getName());
		assertThat(this.pool.getDataSource()).isNull();
		assertThat(this.pool.unwrap(JdbcDataSource.class).getURL()).isEqualTo(URL);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aDataSourceThatWasSetStaysTheOneThatIsTold() throws Exception {
		JdbcDataSource own = new JdbcDataSource();
		own.setURL(URL);
		this.pool.setDataSource(own);
		this.landing.track(this.pool);
		assertObserved();
		assertThat(this.pool.getDataSource()).isSameAs(own);
		assertThat(this.pool.unwrap(JdbcDataSource.class)).isSameAs(own);
	}

	@Test
	void newCredentialsAreThoseOfTheNextConnection() throws Exception {
		try (Connection admin = DriverManager.getConnection(URL, "sa", "")) {
			admin.createStatement().execute("CREATE USER IF NOT EXISTS next PASSWORD 'next' ADMIN");
		}
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (Connection first = this.pool.getConnection()) {
			assertThat(first.getMetaData().getUserName()).isEqualTo("SA");
			this.pool.setCredentials(Credentials.of("next", "next"));
			try (Connection second = this.pool.getConnection()) {
				assertThat(second.getMetaData().getUserName()).isEqualTo("NEXT");
			}
		}
	}

	@Test
	void aPoolThatCouldNotStartIsObservedWhenItDoes() throws Exception {
		this.pool.setJdbcUrl("jdbc:h2:tcp://localhost:1/none");
		this.pool.setInitializationFailTimeout(1);
		this.landing.track(this.pool);
		assertThatThrownBy(this.pool::getConnection).isNotNull();
		this.pool.setJdbcUrl(URL);
		assertObserved();
	}

	@Test
	void aPoolThatCannotStartFailsAsWithoutIt() {
		this.pool.setJdbcUrl("jdbc:none:there");
		String without = failure();
		this.landing.track(this.pool);
		assertThat(failure()).isEqualTo(without);
		HikariDataSource nowhere = this.landing.track(new HikariDataSource());
		assertThatThrownBy(nowhere::getConnection).hasMessageContaining("jdbcUrl is required");
	}

	private String failure() {
		try {
			this.pool.getConnection().close();
			return "none";
		}
		catch (Exception ex) {
			return ex.toString();
		}
	}

	@Test
	void aPoolThatHasStartedIsLeftAlone() throws Exception {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(URL);
		config.setUsername("sa");
		try (HikariDataSource started = this.landing.track(new HikariDataSource(config));
				Connection connection = started.getConnection()) {
			assertThat(connection.unwrap(Connection.class)).isInstanceOf(JdbcConnection.class);
		}
	}

	@Test
	void whatThePoolDoesItselfIsNoUse() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.pool.setAutoCommit(false);
		this.pool.setMinimumIdle(2);
		this.pool.setConnectionInitSql("SELECT 1");
		this.pool.setConnectionTestQuery("SELECT 2");
		this.landing.track(this.pool);
		this.pool.getConnection().close();
		Awaitility.await().until(() -> this.pool.getHikariPoolMXBean().getIdleConnections() == 2);
		assertThat(this.landing.open().connections()).isEmpty();
		assertThat(this.landing.open().open()).isEmpty();
		try (Connection connection = this.pool.getConnection()) {
			connection.createStatement();
			assertThat(this.landing.open().connections()).hasSize(1);
			assertThat(this.landing.open().open()).hasSize(1);
		}
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().connections()).isEmpty();
	}

	/** Neither when a pool starts nor when a transaction is made. */
	@Test
	void theDatabaseIsAskedNothing() {
		List<String> calls = new CopyOnWriteArrayList<>();
		JdbcDataSource own = new JdbcDataSource();
		own.setURL(URL);
		this.pool.setDataSource(new DelegatingDataSource(own) {

			@Override
			public Connection getConnection(String username, String password) throws SQLException {
				return recording(super.getConnection(username, password), calls);
			}

		});
		this.landing.transactions(this.landing.track(this.pool))
			.executeWithoutResult(
					(status) -> assertThat(this.landing.status().status()).containsEntry("connections", 1));
		assertThat(calls).containsExactlyInAnyOrder("setAutoCommit", "commit", "setAutoCommit");
	}

	private static Connection recording(Connection connection, List<String> calls) {
		return (Connection) Proxy.newProxyInstance(HikariPoolTests.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, args) -> {
					if (method.getName().matches("(create|prepare).*|commit|rollback|setAutoCommit")) {
						calls.add(method.getName());
					}
					return method.invoke(connection, args);
				});
	}

	@Test
	void twoPoolsAreTwo() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		HikariDataSource second = this.landing.pool("jdbc:h2:mem:second", "sa", "");
		try (Connection one = this.pool.getConnection(); Connection two = second.getConnection()) {
			one.createStatement();
			two.createStatement();
			assertThat(this.landing.open().connections()).extracting(TrackedConnection::dataSource)
				.doesNotHaveDuplicates()
				.hasSize(2);
		}
		DataSource same = this.landing.track(this.pool);
		assertThat(same).isSameAs(this.pool);
	}

	/** Tenants with a URL of their own, copied from a template that is a pool itself. */
	@Test
	void aCopyNeverConnectsToTheDatabaseOfItsOriginal() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (HikariDataSource early = copy("early"); HikariDataSource used = copy("used")) {
			assertRefused(early);
			assertObserved();
			assertRefused(early);
			assertRefused(used);
			assertObserved();
			try (HikariDataSource late = copy("late"); Connection connection = late.getConnection()) {
				assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:h2:mem:late");
			}
			// What is opened afterwards is still observed.
			this.pool.getHikariPoolMXBean().softEvictConnections();
			assertObserved();
		}
	}

	private HikariDataSource copy(String database) {
		HikariDataSource copy = new HikariDataSource();
		this.pool.copyStateTo(copy);
		copy.setJdbcUrl("jdbc:h2:mem:" + database);
		copy.setConnectionTimeout(250);
		copy.setPoolName(null);
		return copy;
	}

	private static void assertRefused(HikariDataSource copy) {
		assertThatThrownBy(() -> copy.getConnection().close()).isInstanceOf(Exception.class)
			.hasStackTraceContaining("softlanding.transaction.excluded-data-sources");
	}

	@Test
	void aCopyOfADataSourceThatWasSetConnectsToIt() throws Exception {
		JdbcDataSource own = new JdbcDataSource();
		own.setURL(URL);
		this.pool.setDataSource(own);
		this.landing.track(this.pool);
		try (HikariDataSource copy = copy("ignored")) {
			assertObserved();
			try (Connection connection = copy.getConnection()) {
				connection.createStatement();
				assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:h2:mem:hikari");
				assertThat(connection.unwrap(Connection.class)).isInstanceOf(JdbcConnection.class);
				assertThat(this.landing.open().connections()).isEmpty();
			}
		}
	}

	@Test
	void anExcludedPoolIsLeftAloneBehindAnotherBean() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool, "excluded");
		this.landing.track(new DelegatingDataSource(this.pool), "delegating");
		assertThat(this.pool.getDataSource()).isNull();
		try (Connection connection = this.pool.getConnection()) {
			assertThat(connection.unwrap(Connection.class)).isInstanceOf(JdbcConnection.class);
		}
	}

	@Test
	void aPoolThatStartsWithoutATrialConnectionStaysAsItWas() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.pool.setInitializationFailTimeout(-1);
		this.landing.track(this.pool);
		this.pool.getConnection().close();
		assertThat(this.pool.getDataSource()).isNull();
	}

	/** Otherwise it warns when it closes while connections are still being opened. */
	@Test
	void thePoolHasTheLoginTimeoutThatItWouldHave() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (HikariDataSource plain = new HikariDataSource()) {
			plain.setJdbcUrl(URL);
			plain.setUsername(this.pool.getUsername());
			plain.setPassword(this.pool.getPassword());
			plain.getConnection().close();
			this.pool.getConnection().close();
			assertThat(plain.getLoginTimeout()).isPositive();
			assertThat(this.pool.getLoginTimeout()).isEqualTo(plain.getLoginTimeout());
		}
	}

	@Test
	void clearingWarningsIsNoReturnToThePool() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().execute("CREATE TABLE IF NOT EXISTS warned (id INT)");
			connection.createStatement().executeUpdate("INSERT INTO warned VALUES (1)");
			connection.clearWarnings();
			assertThat(this.landing.open().open()).hasSize(1);
			assertThat(this.landing.open().connections()).hasSize(1);
		}
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().connections()).isEmpty();
	}

	@Test
	void aCopyThatIsABeanIsObservedByItself() throws Exception {
		this.pool.setJdbcUrl(URL);
		this.landing.track(this.pool);
		try (HikariDataSource copy = copy("bean")) {
			this.landing.track(copy, "copy");
			try (Connection connection = copy.getConnection()) {
				connection.createStatement();
				assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:h2:mem:bean");
				assertThat(this.landing.open().connections()).singleElement()
					.extracting(TrackedConnection::dataSourceName)
					.isEqualTo("copy");
			}
			assertThat(copy.getDataSource()).isNull();
		}
	}

}
