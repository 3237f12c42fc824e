package io.softlanding.transaction;

import java.sql.Connection;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Who is listened to, and whose connections are seen.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionTrackingTests {

	private final Landing landing = new Landing();

	@AfterEach
	void close() throws Exception {
		this.landing.close();
	}

	private HikariDataSource pool() {
		return this.landing.pool("jdbc:h2:mem:tracking", "sa", "");
	}

	@Test
	void aHikariPoolStaysOne() throws Exception {
		HikariDataSource pool = pool();
		try (Connection connection = pool.getConnection()) {
			assertThat(connection).isInstanceOf(TrackedConnection.class);
			assertThat(this.landing.open().connections()).hasSize(1);
			assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isOne();
			pool.setMaximumPoolSize(7);
			assertThat(pool.getHikariConfigMXBean().getMaximumPoolSize()).isEqualTo(7);
			assertThat(pool.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(7);
			assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
			assertThat(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class)).isTrue();
		}
		assertThat(this.landing.open().connections()).isEmpty();
		assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
	}

	@Test
	void aPoolIsTrackedOnce() throws Exception {
		HikariDataSource pool = pool();
		assertThat(this.landing.track(pool)).isSameAs(pool);
	}

	@Test
	void aDataSourceThatChoosesAmongTrackedOnesIsNotCountedTwice() throws Exception {
		HikariDataSource pool = pool();
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected Object determineCurrentLookupKey() {
				return "one";
			}

		};
		routing.setTargetDataSources(Map.of("one", pool));
		routing.afterPropertiesSet();
		DataSource tracked = this.landing.track((DataSource) routing);
		try (Connection connection = tracked.getConnection()) {
			assertThat(connection).isInstanceOf(TrackedConnection.class);
			assertThat(this.landing.open().connections()).hasSize(1);
		}
	}

	@Test
	void aDataSourceThatChoosesAmongUnknownOnesIsTrackedItself() throws Exception {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected Object determineCurrentLookupKey() {
				return "one";
			}

		};
		routing.setTargetDataSources(
				Map.of("one", new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:tracking", "sa", "")));
		routing.afterPropertiesSet();
		try (Connection connection = this.landing.track((DataSource) routing).getConnection()) {
			assertThat(this.landing.open().connections()).hasSize(1);
		}
	}

	@Test
	void aDataSourceThatOpensLaterIsSeenWhenItDoes() throws Exception {
		LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:tracking", "sa", ""));
		assertThat(this.landing.track((DataSource) lazy)).isSameAs(lazy);
		try (Connection connection = lazy.getConnection()) {
			assertThat(this.landing.open().connections()).isEmpty();
			connection.createStatement().close();
			assertThat(this.landing.open().connections()).hasSize(1);
		}
		assertThat(this.landing.open().connections()).isEmpty();
	}

	@Test
	void aDataSourceThatCannotBeSubclassedIsTrackedByItsInterfaces() throws Exception {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.build();
		EmbeddedDatabase tracked = this.landing.track(database);
		try (Connection connection = tracked.getConnection()) {
			assertThat(this.landing.open().connections()).hasSize(1);
		}
		tracked.shutdown();
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
	void whatAPoolLacksIsSaidInOneLine(CapturedOutput output) {
		this.landing.pool("jdbc:postgresql://localhost/none", "postgres", "postgres");
		assertThat(output.getAll().lines().filter((line) -> line.contains("The pool 'dataSource' has"))).singleElement()
			.asString()
			.contains("leak-detection-threshold", "socketTimeout")
			.doesNotContain("max-lifetime");
	}

	@Test
	void aPoolThatLacksNothingGetsNoAdvice(CapturedOutput output) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:postgresql://localhost/none?socketTimeout=30");
		pool.setLeakDetectionThreshold(60_000);
		this.landing.track(pool);
		assertThat(output).doesNotContain("The pool 'dataSource' has");
	}

	@Test
	void oneListenerIsEnough() {
		DataSourceTransactionManager source = new DataSourceTransactionManager(pool());
		this.landing.track(source);
		this.landing.track(source);
		assertThat(source.getTransactionExecutionListeners()).hasSize(1);
	}

}
