/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of transactions on a real PostgreSQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresDrainTests extends OnPostgres {

	@Test
	void nothingOpenIsNothingToDo() throws Exception {
		assertThat(this.landing.drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void anIdleTransactionWhoseOwnerNeverReturnsIsCutAndItsOwnerCannotCommit(CapturedOutput output) throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(only(result)).containsKeys("id", "name", "age", "thread", "session")
			.containsEntry("thread", "owner");
		assertThat(only(result).get("outcome")).isIn("aborted", "terminated");
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(rows(this.row)).isZero();
		assertThat(this.landing.open().open()).isEmpty();
		assertThat(output.getAll().lines().filter((line) -> line.contains("Transaction open at the drain")))
			.singleElement()
			.asString()
			.contains("WARN", "id=1", "outcome=" + only(result).get("outcome"));
	}

	@Test
	void aRunningStatementIsCancelledAndItsOwnerUnwinds() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner owner = this.landing.insert(this.pool, this.row,
				(self) -> jdbc.execute("SELECT pg_sleep(60) /* running " + this.row + " */"));
		awaitRunning("%running " + this.row + "%");
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).containsExactly("doomed");
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void oneThatWaitsForALockIsCancelledAndItsOwnerUnwinds() throws Exception {
		this.server.update("INSERT INTO landing (id) VALUES (?)", "lock " + this.row);
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		this.observer.setAutoCommit(false);
		this.server.update("DELETE FROM landing WHERE id = ?", "lock " + this.row);
		Owner owner = this.landing.insert(this.pool, this.row,
				(self) -> jdbc.update("UPDATE landing SET id = id WHERE id = ? /* lock */", "lock " + this.row));
		awaitRunning("UPDATE landing%");
		DrainResult result = this.landing.drain();
		this.observer.commit();
		assertThat(Landing.outcomes(result)).containsExactly("doomed");
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aStatementThatIgnoresCancelIsTerminated() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner owner = this.landing.insert(this.pool, this.row, (self) -> jdbc.execute("""
				DO $$ BEGIN /* stubborn */ LOOP
					BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;
				END LOOP; END $$"""));
		awaitRunning("%stubborn%");
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).containsExactly("terminated");
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aCommitThatHasBegunWinsAgainstTheDrain() throws Exception {
		long lock = holdCommits();
		Owner committing = commit(lock);
		String idle = UUID.randomUUID().toString();
		this.landing.insert(this.pool, idle, Owner::pause).awaitHere();
		FutureTask<DrainResult> drain = this.landing.drainAsync(PATIENT, new StubDrainContext(Duration.ofSeconds(20)));
		// The other one is cut: both have been doomed, or could not be.
		Awaitility.await()
			.until(() -> this.landing.open().connections().stream().filter(TrackedConnection::isInUse).count() == 1);
		allowCommits(lock);
		assertThat(committing.failure()).isNull();
		assertThat(Landing.outcomes(drain.get(20, TimeUnit.SECONDS))).contains("committed").hasSize(2);
		assertThat(rows(this.row)).isOne();
		assertThat(rows(idle)).isZero();
	}

	@Test
	void aConnectionThatIsCutDuringItsCommitHasAnUnknownOutcome() throws Exception {
		long lock = holdCommits();
		Owner committing = commit(lock);
		DrainResult result = this.landing.drain();
		assertThat(only(result)).containsEntry("outcome", "unknown").containsEntry("sessionEnded", true);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(committing.failure()).isNotNull();
		allowCommits(lock);
	}

	private Owner commit(long lock) {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner committing = this.landing.insert(this.pool, this.row,
				(self) -> jdbc.update("INSERT INTO held VALUES (?)", lock));
		awaitRunning("COMMIT%");
		return committing;
	}

	@Test
	void theDrainWinsAgainstACommitThatHasNotBegun() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row,
				(self) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						self.pause();
					}

				}))
			.awaitHere();
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
	void aTransactionExceptionOfUserCodeBeforeCommitCommitsAndIsReportedSo() throws Exception {
		Owner owner = failBeforeCommit((self) -> {
		});
		assertThat(owner.failure()).isInstanceOf(TransactionSystemException.class);
		// That is Spring's way; it is called what it is.
		assertThat(rows(this.row)).isOne();
		assertThat(this.landing.open().ended().countOf(TransactionOutcome.COMMITTED)).isOne();
		assertThat(this.landing.open().open()).isEmpty();
	}

	@Test
	void aTransactionExceptionOfUserCodeDoesNotCommitWhatIsDoomed() throws Exception {
		Owner owner = failBeforeCommit(Owner::pause).awaitHere();
		FutureTask<DrainResult> drain = this.landing.drainAsync(
				new TransactionTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO),
				new StubDrainContext(Duration.ofSeconds(40)));
		Awaitility.await()
			.until(() -> this.landing.open()
				.open()
				.stream()
				.allMatch((transaction) -> transaction.state() == OpenTransaction.State.DOOMED));
		assertThat(owner.release().failure()).isInstanceOf(TransactionSystemException.class);
		assertThat(Landing.outcomes(drain.get(20, TimeUnit.SECONDS))).containsExactly("doomed");
		assertThat(rows(this.row)).isZero();
	}

	private Owner failBeforeCommit(Owner.Work before) {
		return this.landing.insert(this.pool, this.row,
				(self) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						try {
							before.run(self);
						}
						catch (Exception ex) {
							throw new IllegalStateException(ex);
						}
						throw new TransactionSystemException("by user code");
					}

				}));
	}

	@Test
	void aSavepointIsPartOfItsTransactionAndDoesNotSaveADoomedOne() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		TransactionTemplate nested = this.landing.transactions(this.pool);
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		Owner owner = this.landing.insert(this.pool, this.row, (self) -> {
			TransactionTemplate inner = new TransactionTemplate(nested.getTransactionManager(), nested);
			try {
				inner.executeWithoutResult(
						(status) -> jdbc.execute("SELECT pg_sleep(60) /* nested " + this.row + " */"));
			}
			catch (RuntimeException ex) {
				// The owner swallows it: the savepoint was rolled back, the rest is fine.
				self.here();
			}
		});
		awaitRunning("%nested " + this.row + "%");
		assertThat(this.landing.open().open()).hasSize(1);
		DrainResult result = this.landing.drain();
		assertThat(Landing.outcomes(result)).containsExactly("doomed");
		assertThat(owner.awaitHere().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aTransactionOfAnotherInstanceOfTheSameUserIsNotTouched() throws Exception {
		try (Connection other = DriverManager.getConnection(this.servers.jdbcUrl(), this.servers.username(),
				this.servers.password())) {
			other.setAutoCommit(false);
			new JdbcTemplate(new SingleConnectionDataSource(other, true)).update("INSERT INTO landing VALUES (?)",
					"other " + this.row);
			this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
			assertThat(this.landing.drain().outcome()).isEqualTo(DrainOutcome.PARTIAL);
			other.commit();
		}
		assertThat(rows("other " + this.row)).isOne();
	}

	@Test
	void manyStuckTransactionsOfAllKindsEndTogether() throws Exception {
		this.pool.setMaximumPoolSize(60);
		this.server.update("INSERT INTO landing (id) VALUES (?)", "lock " + this.row);
		this.observer.setAutoCommit(false);
		this.server.update("DELETE FROM landing WHERE id = ?", "lock " + this.row);
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		List<Owner.Work> kinds = List.of(Owner::pause, (self) -> {
			self.here();
			jdbc.execute("SELECT pg_sleep(60)");
		}, (self) -> {
			self.here();
			jdbc.update("UPDATE landing SET id = id WHERE id = ?", "lock " + this.row);
		});
		for (int i = 0; i < 60; i++) {
			this.landing.insert(this.pool, this.row + i, kinds.get(i % 3)).awaitHere();
		}
		DrainResult result = this.landing.drain();
		this.observer.commit();
		this.observer.setAutoCommit(true);
		assertThat(result.outcome()).as(result.summary()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(Landing.outcomes(result)).hasSize(60).doesNotContain("unknown", "committed");
		assertThat(
				this.server.queryForObject("SELECT count(*) FROM landing WHERE id LIKE ?", Long.class, this.row + "%"))
			.isZero();
	}

	@Test
	void anEscalatedDrainDoesNotWait() throws Exception {
		this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		DrainResult result = this.landing.drain(
				new TransactionTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
				new StubDrainContext(Duration.ofSeconds(40)).forced(true));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(rows(this.row)).isZero();
	}

}
