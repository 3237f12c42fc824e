/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The watch over long transactions, on a real PostgreSQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class LongTransactionsTests extends OnPostgres {

	private final List<LongTransactionEvent> events = new ArrayList<>();

	private LongTransactions watch(Duration threshold, LongTransactionAction action, int limit) {
		return new LongTransactions(this.landing.open(), this.landing.status(), threshold, action, limit,
				Duration.ofHours(1), this.events::add);
	}

	/** Long enough that the server, which is asked too, agrees. */
	private static final Duration SHORT = Duration.ofMillis(1);

	@Test
	void aYoungTransactionIsLeftAlone() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		watch(Duration.ofHours(1), LongTransactionAction.TERMINATE, 10).look();
		assertThat(this.events).isEmpty();
		assertThat(owner.release().failure()).isNull();
		assertThat(rows(this.row)).isOne();
	}

	@Test
	void aLongOneIsToldOnceAndGoesOn() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		LongTransactions watch = watch(SHORT, LongTransactionAction.LOG, 10);
		watch.look();
		watch.look();
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.thread()).isEqualTo("owner");
			assertThat(event.age()).isPositive();
			assertThat(event.action()).isEqualTo(LongTransactionAction.LOG);
		});
		assertThat(watch.countOf(LongTransactionAction.LOG)).isOne();
		assertThat(owner.release().failure()).isNull();
		assertThat(rows(this.row)).isOne();
	}

	@Test
	void theStatementOfALongOneIsCancelled() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner owner = this.landing.insert(this.pool, this.row,
				(self) -> jdbc.execute("SELECT pg_sleep(60) /* watched " + this.row + " */"));
		awaitRunning("%watched " + this.row + "%");
		watch(SHORT, LongTransactionAction.CANCEL, 10).look();
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void theSessionOfALongOneIsTerminatedAndNoOther() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		try (Landing other = new Landing()) {
			Owner untouched = other.insert(other.pool(this.servers), this.row + " other", Owner::pause).awaitHere();
			watch(SHORT, LongTransactionAction.TERMINATE, 10).look();
			assertThat(untouched.release().failure()).isNull();
		}
		assertThat(owner.release().failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
		assertThat(rows(this.row + " other")).isOne();
	}

	@Test
	void theOldestComeFirstAndNoMoreThanTheLimit() throws Exception {
		this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		this.landing.insert(this.pool, this.row + " younger", Owner::pause).awaitHere();
		LongTransactions watch = watch(SHORT, LongTransactionAction.LOG, 1);
		watch.look();
		assertThat(this.events).extracting(LongTransactionEvent::id).containsExactly(1L);
		watch.look();
		assertThat(this.events).extracting(LongTransactionEvent::id).containsExactly(1L, 2L);
	}

	@Test
	void missingPrivilegesAreSaidOnce(CapturedOutput output) throws Exception {
		String role = "watched_" + System.nanoTime();
		this.server.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'watched'");
		this.server.execute("GRANT ALL ON landing TO " + role);
		this.server.execute("REVOKE EXECUTE ON FUNCTION pg_cancel_backend(int) FROM PUBLIC");
		try {
			HikariDataSource pool = this.landing.pool(this.servers.jdbcUrl(), role, "watched");
			Owner first = this.landing.insert(pool, this.row, Owner::pause).awaitHere();
			Owner second = this.landing.insert(pool, this.row + " too", Owner::pause).awaitHere();
			LongTransactions watch = watch(SHORT, LongTransactionAction.CANCEL, 1);
			watch.look();
			watch.look();
			assertThat(output.getAll().split("lacks the privileges", -1)).hasSize(2);
			assertThat(first.release().failure()).isNull();
			assertThat(second.release().failure()).isNull();
		}
		finally {
			this.server.execute("GRANT EXECUTE ON FUNCTION pg_cancel_backend(int) TO PUBLIC");
			this.landing.close();
			this.server.execute("DROP OWNED BY " + role);
			this.server.execute("DROP ROLE " + role);
		}
	}

	@Test
	void nothingIsDoneWhileTheInstanceDrains() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		this.landing.open().refuse((thread) -> false);
		watch(SHORT, LongTransactionAction.TERMINATE, 10).look();
		assertThat(this.events).isEmpty();
		assertThat(owner.release().failure()).isNull();
	}

}
