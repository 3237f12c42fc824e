/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import io.softlanding.report.ReportAutoConfiguration;
import java.sql.Connection;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.docs.DbcpPool;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.inflight.CurrentRequest;
import io.softlanding.inflight.RequestDetail;
import io.softlanding.inflight.ServedRequest;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link TransactionAutoConfiguration}.
 */
class TransactionAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(DrainAutoConfiguration.class, ReportAutoConfiguration.class, TransactionAutoConfiguration.class));

	@Test
	void transactionsAreTrackedByDefault() {
		this.runner.withUserConfiguration(Database.class).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(TransactionsParticipant.class)
				.hasSingleBean(TransactionStatus.class)
				.hasSingleBean(TransactionMetrics.class)
				.hasSingleBean(HikariDataSource.class);
			OpenTransactions transactions = context.getBean(OpenTransactions.class);
			new TransactionTemplate(context.getBean(JdbcTransactionManager.class))
				.executeWithoutResult((status) -> assertThat(transactions.open()).hasSize(1)
					.allMatch((transaction) -> transaction.connection() != null));
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				connection.createStatement();
				assertThat(transactions.connections()).hasSize(1);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.transaction.enabled=false",
			"softlanding.drain.enabled=false" })
	void nothingIsThereWhenItIsSwitchedOff(String property) {
		this.runner.withUserConfiguration(Database.class)
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(OpenTransactions.class)
				.doesNotHaveBean(ConnectionTracking.class));
	}

	@Test
	void nothingIsThereWithoutTransactions() {
		this.runner.withClassLoader(new FilteredClassLoader(TransactionExecutionListener.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DrainController.class)
				.doesNotHaveBean(OpenTransactions.class));
	}

	@Test
	void theWatchIsOffByDefault() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(TransactionMetrics.class)
			.doesNotHaveBean(LongTransactions.class));
		this.runner.withPropertyValues("softlanding.transaction.watch.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LongTransactions.class));
		this.runner.withPropertyValues("softlanding.transaction.watch.enabled=true", "softlanding.features=drain-only")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LongTransactions.class));
	}

	@Test
	void worksWithoutADataSource() {
		this.runner
			.run((context) -> assertThat(context.getBean(TransactionStatus.class).status()).containsEntry("open", 0));
	}

	@Test
	void worksWithoutPostgres() {
		this.runner.withClassLoader(new FilteredClassLoader(BaseConnection.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TransactionsParticipant.class));
	}

	@Test
	void worksWithoutHikari() {
		this.runner.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TransactionsParticipant.class)
				.doesNotHaveBean(Pool.Provider.class));
	}

	@Test
	void worksWithoutTheWeb() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.web", "jakarta.servlet"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TransactionsParticipant.class));
	}

	@Test
	void worksWithoutMetrics() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TransactionMetrics.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "commit-timeout", "rollback-timeout", "pool-timeout", "watch.threshold", "watch.interval",
			"watch.limit" })
	void anImpossibleValueFailsStartUp(String property) {
		this.runner.withPropertyValues("softlanding.transaction.watch.enabled=true")
			.withPropertyValues("softlanding.transaction." + property + (property.endsWith("limit") ? "=0" : "=-1s"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("softlanding.transaction." + property));
	}

	@Test
	void aDialectOfTheUsersIsAskedFirst() {
		this.runner.withUserConfiguration(Database.class)
			.withBean("own", DatabaseDialect.class, () -> new OtherServer(new H2Dialect()))
			.run((context) -> {
				OpenTransactions transactions = context.getBean(OpenTransactions.class);
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					connection.createStatement();
					TrackedConnection tracked = transactions.connections().get(0);
					assertThat(tracked.dataSource().dialect(connection)).isInstanceOf(OtherServer.class);
				}
			});
	}

	@Test
	void aPoolOfTheUsersIsObserved() {
		this.runner.withBean(BasicDataSource.class, TransactionAutoConfigurationTests::dbcp)
			.withBean("excluded", BasicDataSource.class, TransactionAutoConfigurationTests::dbcp)
			.withBean(Pool.Provider.class, () -> DbcpPool::observe)
			.withPropertyValues("softlanding.transaction.excluded-data-sources=excluded")
			.run((context) -> {
				OpenTransactions transactions = context.getBean(OpenTransactions.class);
				for (BasicDataSource pool : context.getBeansOfType(BasicDataSource.class).values()) {
					try (Connection connection = pool.getConnection()) {
						connection.createStatement();
						assertThat(transactions.connections()).hasSize((pool.getDriver() != null) ? 1 : 0);
					}
				}
				assertThat(transactions.sources()).singleElement()
					.extracting(TrackedDataSource::name)
					.isEqualTo("basicDataSource");
			});
	}

	private static BasicDataSource dbcp() {
		BasicDataSource pool = new BasicDataSource();
		pool.setUrl("jdbc:h2:mem:dbcp");
		return pool;
	}

	@Test
	void allSeriesAreThereFromTheStart() {
		this.runner.withPropertyValues("softlanding.transaction.watch.enabled=true").run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(TransactionMetrics.class).bindTo(registry);
			assertThat(registry.get("softlanding.transactions.open").gauge().value()).isZero();
			assertThat(registry.get("softlanding.transactions.refused").functionCounter().count()).isZero();
			for (LongTransactionAction action : LongTransactionAction.values()) {
				assertThat(registry.get("softlanding.transactions.long")
					.tag("action", action.name().toLowerCase())
					.functionCounter()
					.count()).isZero();
			}
			for (TransactionOutcome outcome : TransactionOutcome.values()) {
				assertThat(registry.get("softlanding.transactions.ended")
					.tag("outcome", outcome.name().toLowerCase())
					.functionCounter()
					.count()).isZero();
			}
		});
	}

	@Test
	void theRouteOfTheRequestIsShownAndItsTransactionIsToldOfTheRequest() {
		ServedRequest request = new StubRequest();
		this.runner.withUserConfiguration(Database.class)
			.withBean(CurrentRequest.class, () -> () -> request)
			.run((context) -> new TransactionTemplate(context.getBean(JdbcTransactionManager.class))
				.executeWithoutResult((status) -> {
					OpenTransaction open = context.getBean(OpenTransactions.class).open().get(0);
					assertThat(context.getBean(TransactionStatus.class).describe(open)).containsEntry("route",
							"POST /orders/{id}/pay");
					RequestDetail detail = context.getBean(RequestDetail.class);
					assertThat(detail.name()).isEqualTo("transaction");
					assertThat(detail.of(request)).isEqualTo(open.id());
					assertThat(detail.of(new StubRequest())).isNull();
				}));
	}

	@Test
	void whatEndsWithTheContextMayStillBeginTransactions() throws Exception {
		SpringApplication application = new SpringApplication(Ending.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		LastWords lastWords;
		try (ConfigurableApplicationContext context = application.run()) {
			lastWords = context.getBean(LastWords.class);
		}
		assertThat(lastWords.byClosingThread).isNull();
		assertThat(lastWords.byAnotherThread).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Database.class, LastWords.class })
	@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class,
			TransactionAutoConfiguration.class })
	static class Ending {

	}

	/** Begins a transaction when it is destroyed, after the drain. */
	static final class LastWords implements DisposableBean {

		private final TransactionTemplate template;

		private Throwable byClosingThread;

		private Throwable byAnotherThread;

		LastWords(JdbcTransactionManager transactions) {
			this.template = new TransactionTemplate(transactions);
		}

		@Override
		public void destroy() throws Exception {
			try {
				begin();
			}
			catch (RuntimeException ex) {
				this.byClosingThread = ex;
			}
			this.byAnotherThread = Owner.start((self) -> begin()).failure();
		}

		private void begin() {
			this.template.executeWithoutResult((status) -> {
			});
		}

	}

	@Test
	void thePoolIsClosedAsWithoutUs() {
		HikariDataSource[] pool = new HikariDataSource[1];
		this.runner.withUserConfiguration(Database.class)
			.run((context) -> pool[0] = context.getBean(HikariDataSource.class));
		assertThat(pool[0].isClosed()).isTrue();
		assertThatThrownBy(pool[0]::getConnection).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean
		HikariDataSource dataSource() {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:auto");
			pool.setUsername("sa");
			return pool;
		}

		@Bean
		JdbcTransactionManager transactions(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
