/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.StubDrainContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Who may begin transactions once the drain has come to them.
 */
class RefusalTests {

	private final Landing landing = new Landing();

	private HikariDataSource pool;

	private TransactionTemplate template;

	@BeforeEach
	void connect() {
		this.pool = this.landing.pool("jdbc:h2:mem:refusal", "sa", "");
		this.template = this.landing.transactions(this.pool);
	}

	@AfterEach
	void close() throws Exception {
		this.landing.close();
	}

	@Test
	void aRequestThreadIsRefusedAndNothingLeaks() throws Exception {
		this.pool.getConnection().close();
		this.landing.drain();
		assertThatThrownBy(() -> this.template.executeWithoutResult((status) -> {
		})).isInstanceOf(TransactionRefusedException.class);
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(this.landing.open().refused()).isOne();
		assertThat(this.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
	}

	@Test
	void aTransactionInsideOfAnotherIsRefusedAndTheOuterOneResumed() throws Exception {
		TransactionTemplate inner = new TransactionTemplate(this.template.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.template.executeWithoutResult((status) -> {
			this.landing.open().refuse((thread) -> false);
			assertThatThrownBy(() -> inner.executeWithoutResult((own) -> {
			})).isInstanceOf(TransactionRefusedException.class);
			new JdbcTemplate(this.pool).execute("SELECT 1");
		});
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
	}

	@Test
	void rawJdbcIsRefusedByItsFirstStatement() throws Exception {
		this.landing.drain();
		try (Connection connection = this.pool.getConnection()) {
			connection.setAutoCommit(false);
			assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
		}
	}

	@Test
	void participantsAndWhoeverClosesTheContextAreNot() throws Exception {
		StubDrainContext context = new StubDrainContext(Duration.ofSeconds(5)).drainThread(Thread.currentThread());
		this.landing.drain(new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO), context);
		this.template.executeWithoutResult((status) -> {
		});
		StubDrainContext other = new StubDrainContext(Duration.ofSeconds(5)).initiator(Thread.currentThread());
		this.landing.drain(new TransactionTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO), other);
		this.template.executeWithoutResult((status) -> {
		});
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isEqualTo(2);
	}

}
