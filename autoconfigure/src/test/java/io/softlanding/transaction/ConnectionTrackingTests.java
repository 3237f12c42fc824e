/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.LazyInitTargetSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Who is listened to, and whose connections are seen.
 */
class ConnectionTrackingTests {

	private final Landing landing = new Landing();

	@AfterEach
	void close() throws Exception {
		this.landing.close();
	}

	private HikariDataSource pool() {
		return this.landing.pool("jdbc:h2:mem:tracking", "sa", "");
	}

	/** The post-processors of this package return what they were given. */
	@Test
	void noBeanIsReplaced() throws Exception {
		DataSource physical = new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:tracking", "sa", "");
		EmbeddedDatabase embedded = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.build();
		HikariDataSource mock = Mockito.mock(HikariDataSource.class);
		SingleConnectionDataSource single = new SingleConnectionDataSource("jdbc:h2:mem:tracking", "sa", "", true);
		for (Object bean : List.of(physical, embedded, new JdbcDataSource(), new FinalDataSource(physical), single,
				new LazyConnectionDataSourceProxy(physical), new TransactionAwareDataSourceProxy(physical),
				routing(physical), new HikariDataSource(), mock, Mockito.mock(DataSource.class),
				new DataSourceTransactionManager(physical), new JdbcTransactionManager(physical),
				Mockito.mock(ReactiveTransactionManager.class), "anything")) {
			// The same object, which is what this method looks at.
			this.landing.track(bean);
		}
		Mockito.verify(mock, Mockito.never()).setDataSource(Mockito.any());
		try (Connection connection = physical.getConnection()) {
			assertThat(connection).isInstanceOf(org.h2.jdbc.JdbcConnection.class);
		}
		JdbcTemplate jdbc = new JdbcTemplate(single);
		jdbc.execute("SELECT 1");
		jdbc.execute("SELECT 2");
		single.destroy();
		embedded.shutdown();
	}

	@Test
	void withReactiveTransactionsItIsNotKnownWhetherOneIsOpen() throws Exception {
		assertThat(this.landing.drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		this.landing.track(Mockito.mock(ReactiveTransactionManager.class), "reactive");
		DrainResult result = this.landing.drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.ASSUMED);
		assertThat(result.summary()).contains("reactive transactions are not observed");
	}

	/** As classes of Kotlin are. */
	private static final class FinalDataSource extends org.springframework.jdbc.datasource.DelegatingDataSource {

		FinalDataSource(DataSource target) {
			super(target);
		}

	}

	private static AbstractRoutingDataSource routing(DataSource one) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected Object determineCurrentLookupKey() {
				return "one";
			}

		};
		routing.setTargetDataSources(Map.of("one", one));
		routing.afterPropertiesSet();
		return routing;
	}

	@Test
	void aPoolBehindOneThatChoosesIsObserved() throws Exception {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:tracking");
		pool.setUsername("sa");
		try (pool; Connection connection = this.landing.track((DataSource) routing(pool)).getConnection()) {
			connection.createStatement();
			assertThat(this.landing.open().connections()).hasSize(1);
		}
	}

	@Test
	void aPoolWithAnAspectConnectsAndIsObserved() throws Exception {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:tracking");
		pool.setUsername("sa");
		this.landing.initialize(pool, "dataSource");
		ProxyFactory factory = new ProxyFactory(pool);
		factory.setProxyTargetClass(true);
		HikariDataSource proxy = (HikariDataSource) factory.getProxy();
		this.landing.initialized(proxy, "dataSource");
		try (pool; Connection connection = proxy.getConnection()) {
			connection.createStatement();
			assertThat(this.landing.open().connections()).hasSize(1);
		}
	}

	@Test
	void aPoolThatIsMadeLaterIsNotMadeBehindOneThatChooses() {
		LazyInitTargetSource later = Mockito.mock(LazyInitTargetSource.class);
		Mockito.<Class<?>>when(later.getTargetClass()).thenReturn(DataSource.class);
		this.landing.track(routing(ProxyFactory.getProxy(DataSource.class, later)));
		Mockito.verify(later, Mockito.never()).getTarget();
	}

	@Test
	void listenersOfTheApplicationMayBeImmutableOrThoseOfSeveralManagers() throws Exception {
		HikariDataSource pool = pool();
		TransactionExecutionListener own = Mockito.mock(TransactionExecutionListener.class);
		for (List<TransactionExecutionListener> listeners : List.of(List.of(own), new ArrayList<>(List.of(own)))) {
			JdbcTransactionManager one = new JdbcTransactionManager(pool);
			one.setTransactionExecutionListeners(listeners);
			JdbcTransactionManager other = new JdbcTransactionManager(pool);
			other.setTransactionExecutionListeners(listeners);
			this.landing.track(one, "one");
			this.landing.track(other, "other");
			for (JdbcTransactionManager each : List.of(one, other)) {
				assertThat(each.getTransactionExecutionListeners()).hasSize(2).contains(own);
				new TransactionTemplate(each)
					.executeWithoutResult((status) -> assertThat(this.landing.open().open()).hasSize(1));
			}
		}
	}

	@Test
	void aSpyOfATransactionManagerIsNotAsked() {
		JdbcTransactionManager manager = new JdbcTransactionManager(pool());
		this.landing.initialize(manager, "manager");
		JdbcTransactionManager spy = Mockito.spy(manager);
		this.landing.initialized(spy, "manager");
		Mockito.verifyNoInteractions(spy);
		new TransactionTemplate(spy)
			.executeWithoutResult((status) -> assertThat(this.landing.open().open()).hasSize(1));
	}

	/** As tests of an application do; a spy is a copy. */
	@Test
	void aSpyThatTakesThePlaceOfAPoolConnectsAndIsObserved() throws Exception {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:tracking");
		pool.setUsername("sa");
		this.landing.initialize(pool, "dataSource");
		try (HikariDataSource spy = Mockito.spy(pool)) {
			this.landing.initialized(spy, "dataSource");
			try (Connection connection = spy.getConnection()) {
				connection.createStatement();
				assertThat(this.landing.open().connections()).hasSize(1);
			}
		}
	}

	@Test
	void aLazyConnectionIsNotOpened() {
		LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
		lazy.setTargetDataSource(new UnreachableDataSource());
		lazy.setDefaultAutoCommit(true);
		lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
		TransactionTemplate template = this.landing.transactions(this.landing.track((DataSource) lazy));
		assertThatThrownBy(() -> template.executeWithoutResult((status) -> {
			assertThat(this.landing.status().status()).containsEntry("open", 1);
			assertThat(this.landing.drainInside().outcome()).isEqualTo(DrainOutcome.FAILED);
		})).isInstanceOf(TransactionDoomedException.class);
	}

	/** Fails the test that asks it for a connection. */
	private static final class UnreachableDataSource extends AbstractDataSource {

		@Override
		public Connection getConnection() {
			throw new AssertionError("A connection was opened");
		}

		@Override
		public Connection getConnection(String username, String password) {
			return getConnection();
		}

	}

	@Test
	void anExcludedDataSourceIsNotObserved() throws Exception {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:tracking");
		pool.setUsername("sa");
		this.landing.track(pool, "excluded");
		JdbcTransactionManager manager = this.landing.track(new JdbcTransactionManager(pool));
		assertThat(manager.getTransactionExecutionListeners()).isEmpty();
		assertThat(pool.getDataSource()).isNull();
		try (pool; Connection connection = pool.getConnection()) {
			connection.createStatement();
			assertThat(this.landing.open().connections()).isEmpty();
		}
	}

	@Test
	void aTransactionOfSpringsIsShownWithItsConnection() {
		HikariDataSource pool = pool();
		TransactionTemplate template = this.landing.transactions(pool);
		template.setName("OrderService.pay");
		template.setReadOnly(true);
		template.executeWithoutResult((status) -> {
			new JdbcTemplate(pool).execute("SELECT 1");
			assertThat(this.landing.status().status()).containsEntry("open", 1).containsEntry("connections", 1);
			assertThat(this.landing.status().describe(this.landing.open().open().get(0)))
				.containsEntry("name", "OrderService.pay")
				.containsEntry("readOnly", true)
				.containsEntry("dataSource", "dataSource")
				.containsEntry("thread", Thread.currentThread().getName())
				.containsKeys("id", "age", "session");
		});
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
	}

	@Test
	void aTransactionThatNeedsItsOwnIsASecondOne() {
		HikariDataSource pool = pool();
		TransactionTemplate outer = this.landing.transactions(pool);
		TransactionTemplate inner = new TransactionTemplate(outer.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		outer.executeWithoutResult((status) -> {
			inner.executeWithoutResult((own) -> {
				assertThat(this.landing.open().open()).hasSize(2);
				own.setRollbackOnly();
			});
			assertThat(this.landing.open().open()).hasSize(1);
			outer.executeWithoutResult((joined) -> assertThat(this.landing.open().open()).hasSize(1));
		});
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.ROLLED_BACK)).isOne();
	}

	@Test
	void aTransactionThatDidNotBeginIsForgotten() {
		HikariDataSource broken = this.landing.pool("jdbc:h2:tcp://localhost:1/none", "sa", "");
		broken.setConnectionTimeout(250);
		TransactionTemplate template = this.landing.transactions(broken);
		assertThatThrownBy(() -> template.executeWithoutResult((status) -> {
		})).isNotNull();
		assertThat(this.landing.open().open()).isEmpty();
	}

	@Test
	void oneListenerIsEnough() {
		DataSourceTransactionManager source = new DataSourceTransactionManager(pool());
		this.landing.track(source);
		this.landing.track(source);
		assertThat(source.getTransactionExecutionListeners()).hasSize(1);
	}

	/** Not every pool clears warnings. */
	@Test
	void aPoolMayTellThatAConnectionWasReturned() throws Exception {
		Pool.Observer[] observer = new Pool.Observer[1];
		DataSource physical = new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:tracking", "sa", "");
		this.landing.with((name, dataSource, given) -> {
			observer[0] = given;
			return (method) -> false;
		}).track(physical);
		Connection connection = observer[0].opened(physical.getConnection());
		connection.createStatement();
		connection.clearWarnings();
		assertThat(this.landing.open().connections()).isEmpty();
		connection.setAutoCommit(false);
		connection.createStatement();
		connection.clearWarnings();
		assertThat(this.landing.open().connections()).hasSize(1);
		observer[0].returned(connection);
		assertThat(this.landing.open().connections()).isEmpty();
		connection.close();
	}

}
