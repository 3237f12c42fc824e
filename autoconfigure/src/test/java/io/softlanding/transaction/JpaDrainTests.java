/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions of JPA, on a real PostgreSQL.
 */
class JpaDrainTests extends OnPostgres {

	@Entity(name = "Landing")
	@Table(name = "landing")
	static class Row {

		@Id
		private String id;

		Row() {
		}

		Row(String id) {
			this.id = id;
		}

		String id() {
			return this.id;
		}

	}

	private LocalContainerEntityManagerFactoryBean factory;

	private EntityManager entities;

	private TransactionTemplate template;

	@BeforeEach
	void start() {
		start(this.pool);
	}

	private void start(DataSource dataSource) {
		this.factory = new LocalContainerEntityManagerFactoryBean();
		this.factory.setDataSource(dataSource);
		this.factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		this.factory.setPackagesToScan(JpaDrainTests.class.getPackageName());
		this.factory.setJpaPropertyMap(Map.of("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect"));
		this.factory.afterPropertiesSet();
		EntityManagerFactory entityManagers = this.factory.getObject();
		this.entities = SharedEntityManagerCreator.createSharedEntityManager(entityManagers);
		this.template = new TransactionTemplate(this.landing.track(new JpaTransactionManager(entityManagers)));
	}

	@AfterEach
	void stop() {
		this.factory.destroy();
	}

	@Test
	void aCommitOfJpaIsCommitted() {
		this.template.executeWithoutResult((status) -> {
			this.entities.persist(new Row(this.row));
			assertThat(this.landing.open().open()).hasSize(1);
		});
		assertThat(rows(this.row)).isOne();
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
	}

	@Test
	void aDoomedCommitOfJpaFailsVisibly() throws Exception {
		Owner owner = Owner.start((self) -> this.template.executeWithoutResult((status) -> {
			this.entities.persist(new Row(this.row));
			this.entities.flush();
			self.pause();
		})).awaitHere();
		FutureTask<DrainResult> drain = this.landing.drainAsync(
				new TransactionTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO),
				new StubDrainContext(Duration.ofSeconds(40)));
		Awaitility.await()
			.until(() -> this.landing.open()
				.open()
				.stream()
				.allMatch((transaction) -> transaction.state() == OpenTransaction.State.DOOMED));
		assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(Landing.outcomes(drain.get(20, TimeUnit.SECONDS))).containsExactly("doomed");
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aCommitOfJpaThatHasBegunWinsAgainstTheDrain() throws Exception {
		long lock = holdCommits();
		Owner owner = Owner.start((self) -> this.template.executeWithoutResult((status) -> {
			this.entities.persist(new Row(this.row));
			this.entities.createNativeQuery("INSERT INTO held VALUES (" + lock + ")").executeUpdate();
		}));
		awaitRunning("COMMIT%");
		StubDrainContext context = new StubDrainContext(Duration.ofSeconds(40));
		FutureTask<DrainResult> drain = this.landing.drainAsync(PATIENT, context);
		Awaitility.await().until(() -> !context.lines().isEmpty());
		allowCommits(lock);
		assertThat(owner.failure()).isNull();
		assertThat(Landing.outcomes(drain.get(20, TimeUnit.SECONDS))).containsExactly("committed");
		assertThat(rows(this.row)).isOne();
	}

	@Test
	void oneThatIsCutFailsVisiblyToo() throws Exception {
		Owner owner = Owner.start((self) -> this.template.executeWithoutResult((status) -> {
			this.entities.persist(new Row(this.row));
			this.entities.flush();
			self.pause();
		})).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).hasSize(1).containsAnyOf("aborted", "terminated");
		assertThat(owner.release().failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	/** The session is that of the connection that Hibernate has. */
	@Test
	void oneOnADataSourceThatIsNotObservedIsCutToo() throws Exception {
		this.factory.destroy();
		start(this.landing.track(new SimpleDriverDataSource(new org.postgresql.Driver(), this.servers.jdbcUrl(),
				this.servers.username(), this.servers.password())));
		Owner owner = Owner.start((self) -> this.template.executeWithoutResult((status) -> {
			this.entities.persist(new Row(this.row));
			this.entities.flush();
			self.pause();
		})).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).hasSize(1).containsAnyOf("aborted", "terminated");
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(owner.release().failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

}
