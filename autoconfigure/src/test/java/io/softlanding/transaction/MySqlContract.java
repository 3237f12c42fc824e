/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of transactions on a real MariaDB, with each of the two drivers.
 */
@Tag("mariadb")
@ExtendWith({ MariaDbServer.Extension.class, OutputCaptureExtension.class })
@Timeout(60)
abstract class MySqlContract {

	private static final TransactionTimeouts SHORT = new TransactionTimeouts(Duration.ofMillis(100),
			Duration.ofMillis(100), Duration.ZERO);

	private static final TransactionTimeouts PATIENT = new TransactionTimeouts(Duration.ofSeconds(10),
			Duration.ofSeconds(10), Duration.ZERO);

	private static final TransactionProperties.Session UNLIMITED = new TransactionProperties.Session(null, null, null);

	private final String row = UUID.randomUUID().toString();

	private final String driver;

	private final Landing landing = new Landing(dialect(UNLIMITED));

	private MariaDbServer maria;

	private Connection observer;

	private JdbcTemplate server;

	private HikariDataSource pool;

	MySqlContract(String driver) {
		this.driver = driver;
	}

	static MySqlDialect dialect(TransactionProperties.Session limits) {
		return new MySqlDialect(limits);
	}

	@BeforeEach
	void connect(MariaDbServer maria) throws Exception {
		this.maria = maria;
		this.observer = maria.connect(MariaDbServer.ADMIN);
		this.server = new JdbcTemplate(new SingleConnectionDataSource(this.observer, true));
		this.pool = pool(this.landing, maria.url(this.driver), MariaDbServer.USER);
	}

	@AfterEach
	void disconnect() throws Exception {
		this.landing.close();
		this.observer.close();
	}

	private static HikariDataSource pool(Landing landing, String url, String user) {
		return landing.pool(url, user, MariaDbServer.PASSWORD);
	}

	private static StubDrainContext budget() {
		return new StubDrainContext(Duration.ofSeconds(3));
	}

	private long rows(String id) {
		return this.server.queryForObject("SELECT count(*) FROM landing WHERE id = ?", Long.class, id);
	}

	private boolean isAlive(Object session) {
		return this.server.queryForObject("SELECT count(*) FROM information_schema.PROCESSLIST WHERE ID = ?",
				Long.class, session) > 0;
	}

	private void awaitRunning(String part) {
		Awaitility.await()
			.until(() -> this.server.queryForObject(
					"SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE ? AND ID <> CONNECTION_ID()",
					Long.class, part) > 0);
	}

	private static Map<String, Object> only(DrainResult result) {
		return OnPostgres.only(result);
	}

	@Test
	void anIdleTransactionWhoseOwnerNeverReturnsIsCutAndItsOwnerCannotCommit() throws Exception {
		Owner owner = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		DrainResult result = this.landing.drain();
		assertThat(result.outcome()).as(result.summary()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(only(result).get("outcome")).isIn("aborted", "terminated");
		assertThat(only(result)).containsKey("session");
		assertThat(isAlive(only(result).get("session"))).isFalse();
		assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aRunningStatementIsCancelledAndItsOwnerUnwinds() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		Owner owner = this.landing.insert(this.pool, this.row,
				(self) -> jdbc.execute("SELECT SLEEP(60) /* running " + this.row + " */"));
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
				(self) -> jdbc.update("UPDATE landing SET id = id WHERE id = 'lock " + this.row + "'"));
		awaitRunning("UPDATE landing%");
		DrainResult result = this.landing.drain();
		this.observer.commit();
		assertThat(Landing.outcomes(result)).containsExactly("doomed");
		assertThat(owner.failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void manyStuckTransactionsOfAllKindsEndTogether() throws Exception {
		this.pool.setMaximumPoolSize(30);
		this.server.update("INSERT INTO landing (id) VALUES (?)", "lock " + this.row);
		this.observer.setAutoCommit(false);
		this.server.update("DELETE FROM landing WHERE id = ?", "lock " + this.row);
		JdbcTemplate jdbc = new JdbcTemplate(this.pool);
		List<Owner.Work> kinds = List.of(Owner::pause, (self) -> {
			self.here();
			jdbc.execute("SELECT SLEEP(60)");
		}, (self) -> {
			self.here();
			jdbc.update("UPDATE landing SET id = id WHERE id = ?", "lock " + this.row);
		});
		for (int i = 0; i < 30; i++) {
			this.landing.insert(this.pool, this.row + i, kinds.get(i % 3)).awaitHere();
		}
		DrainResult result = this.landing.drain();
		this.observer.commit();
		this.observer.setAutoCommit(true);
		assertThat(result.outcome()).as(result.summary()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(Landing.outcomes(result)).hasSize(30).doesNotContain("unknown", "committed");
		assertThat(
				this.server.queryForObject("SELECT count(*) FROM landing WHERE id LIKE ?", Long.class, this.row + "%"))
			.isZero();
	}

	@Test
	void anAbortThatTheServerDoesNotHearOfIsFollowedByTheEndOfTheSession() throws Exception {
		try (TcpProxy proxy = TcpProxy.start(this.maria.url(this.driver))) {
			HikariDataSource far = pool(this.landing, proxy.jdbcUrl(), MariaDbServer.USER);
			Owner owner = this.landing.insert(far, this.row, Owner::pause).awaitHere();
			proxy.forget();
			DrainResult result = this.landing.drain();
			assertThat(Landing.outcomes(result)).containsExactly("terminated");
			assertThat(isAlive(only(result).get("session"))).isFalse();
			assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		}
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aCommitThatHasBegunWinsAgainstTheDrain() throws Exception {
		try (Connection blocker = this.maria.connect(MariaDbServer.ADMIN)) {
			Owner committing = commit(blocker);
			StubDrainContext context = new StubDrainContext(Duration.ofSeconds(40));
			FutureTask<DrainResult> drain = this.landing.drainAsync(PATIENT, context);
			Awaitility.await().until(() -> !context.lines().isEmpty());
			blocker.createStatement().execute("UNLOCK TABLES");
			assertThat(committing.failure()).isNull();
			assertThat(Landing.outcomes(drain.get(20, TimeUnit.SECONDS))).containsExactly("committed");
		}
		assertThat(rows(this.row)).isOne();
	}

	@Test
	void aConnectionThatIsCutDuringItsCommitHasAnUnknownOutcome() throws Exception {
		try (Connection blocker = this.maria.connect(MariaDbServer.ADMIN)) {
			Owner committing = commit(blocker);
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(only(result)).containsEntry("outcome", "unknown").containsEntry("sessionEnded", true);
			assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
			assertThat(isAlive(only(result).get("session"))).isFalse();
			assertThat(committing.failure()).isNotNull();
		}
	}

	/** Begins a commit that waits until somebody allows commits again. */
	private Owner commit(Connection blocker) throws Exception {
		Owner committing = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		blocker.createStatement().execute("FLUSH TABLES WITH READ LOCK");
		committing.release();
		awaitRunning("COMMIT%");
		return committing;
	}

	@Test
	void aTransactionOfAnotherInstanceOfTheSameUserIsNotTouched() throws Exception {
		try (Connection other = this.maria.connect(MariaDbServer.USER)) {
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
	void aSessionWithTheSameNumberIsNotTouchedUnlessItIsTheOne() throws Exception {
		MySqlDialect dialect = dialect(UNLIMITED);
		try (Connection side = open(MariaDbServer.ADMIN);
				Connection own = open(MariaDbServer.ADMIN);
				Connection other = open(MariaDbServer.USER)) {
			DatabaseSession session = find(dialect, side, own);
			DatabaseSession later = new DatabaseSession(session.server(), session.id(), session.started() + 1);
			DatabaseSession ofAnotherUser = find(dialect, other, other);
			assertThat(find(dialect, side, own)).isEqualTo(session);
			dialect.terminate(side, List.of(later, ofAnotherUser), Duration.ZERO);
			assertThat(own.isValid(1)).isTrue();
			assertThat(other.isValid(1)).isTrue();
			// Not seen by everybody: then it would be no proof that it is not found.
			assertThat(ofAnotherUser.server()).isNotEqualTo(dialect.server(side));
			assertThat(session.server()).isEqualTo(dialect.server(side));
			dialect.terminate(side, List.of(session), Duration.ZERO);
			Awaitility.await().until(() -> dialect.find(side, Map.of(session.id(), Duration.ZERO)).isEmpty());
			dialect.terminate(side, List.of(session), Duration.ZERO);
			assertThat(own.isValid(1)).isFalse();
		}
	}

	private static DatabaseSession find(MySqlDialect dialect, Connection side, Connection connection)
			throws SQLException {
		return dialect.find(side, Map.of(dialect.number(connection), Duration.ZERO)).iterator().next();
	}

	private Connection open(String user) throws SQLException {
		return DriverManager.getConnection(this.maria.url(this.driver), user, MariaDbServer.PASSWORD);
	}

	@Test
	void theSessionOfAProxyIsShownAndNeverUsedToKill() throws Exception {
		try (TcpProxy proxy = TcpProxy.hidingSessions(this.maria.url(this.driver))) {
			HikariDataSource hidden = pool(this.landing, proxy.jdbcUrl(), MariaDbServer.USER);
			this.landing.insert(hidden, this.row, Owner::pause).awaitHere();
			proxy.forget();
			DrainResult result = this.landing.drain(SHORT, budget());
			assertThat(only(result)).containsEntry("outcome", "unknown").containsKey("session");
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
			assertThat(String.valueOf(result.details().get("problems"))).contains("a proxy hides the sessions");
		}
	}

	@Test
	void aRefusedSideConnectionIsTriedAgainOnceThePoolHasGivenItsOwnBack() throws Exception {
		this.server.execute("CREATE OR REPLACE USER crowded IDENTIFIED BY '" + MariaDbServer.PASSWORD
				+ "' WITH MAX_USER_CONNECTIONS 2");
		this.server.execute("GRANT ALL ON test.* TO crowded");
		HikariDataSource crowded = pool(this.landing, this.maria.url(this.driver), "crowded");
		this.landing.insert(crowded, this.row, Owner::pause).awaitHere();
		this.landing.insert(crowded, this.row + " too", Owner::pause).awaitHere();
		DrainResult result = this.landing.drain(SHORT, budget());
		assertThat(result.outcome()).as(result.summary()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(Landing.outcomes(result)).hasSize(2).containsAnyOf("aborted", "terminated");
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void aSideConnectionThatIsAlwaysRefusedLeavesOutcomesUnknown() throws Exception {
		this.server.execute("CREATE OR REPLACE USER alone IDENTIFIED BY '" + MariaDbServer.PASSWORD + "'");
		this.server.execute("GRANT ALL ON test.* TO alone");
		HikariDataSource refused = pool(this.landing, this.maria.url(this.driver), "alone");
		Owner owner = this.landing.insert(refused, this.row, Owner::pause).awaitHere();
		this.server.execute("ALTER USER alone ACCOUNT LOCK");
		DrainResult result = this.landing.drain(SHORT, budget());
		assertThat(only(result)).containsEntry("outcome", "unknown").containsEntry("sessionEnded", false);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(owner.release().failure()).isInstanceOf(TransactionDoomedException.class);
		assertThat(rows(this.row)).isZero();
	}

	private LongTransactions watch(LongTransactionAction action, Collection<LongTransactionEvent> events) {
		return new LongTransactions(this.landing.open(), this.landing.status(), Duration.ofMillis(1), action, 10,
				Duration.ofHours(1), events::add);
	}

	@Test
	void theStatementOfALongTransactionIsCancelled() throws Exception {
		HikariDataSource privileged = pool(this.landing, this.maria.url(this.driver), MariaDbServer.ADMIN);
		JdbcTemplate jdbc = new JdbcTemplate(privileged);
		Owner owner = this.landing.insert(privileged, this.row,
				(self) -> jdbc.execute("SELECT SLEEP(60) /* watched " + this.row + " */"));
		awaitRunning("%watched " + this.row + "%");
		List<LongTransactionEvent> events = new ArrayList<>();
		watch(LongTransactionAction.CANCEL, events).look();
		assertThat(owner.failure()).isNotNull();
		assertThat(events).hasSize(1);
		assertThat(rows(this.row)).isZero();
	}

	@Test
	void theSessionOfALongTransactionIsTerminatedAndNoOther() throws Exception {
		HikariDataSource privileged = pool(this.landing, this.maria.url(this.driver), MariaDbServer.ADMIN);
		Owner owner = this.landing.insert(privileged, this.row, Owner::pause).awaitHere();
		try (Landing other = new Landing(dialect(UNLIMITED))) {
			Owner untouched = other
				.insert(pool(other, this.maria.url(this.driver), MariaDbServer.ADMIN), this.row + " other",
						Owner::pause)
				.awaitHere();
			watch(LongTransactionAction.TERMINATE, new ArrayList<>()).look();
			assertThat(untouched.release().failure()).isNull();
		}
		assertThat(owner.release().failure()).isNotNull();
		assertThat(rows(this.row)).isZero();
		assertThat(rows(this.row + " other")).isOne();
	}

	@Test
	void aTransactionThatIsYoungOnTheServerIsLeftAlone() throws Exception {
		MySqlDialect dialect = dialect(UNLIMITED);
		try (Connection side = open(MariaDbServer.ADMIN); Connection own = open(MariaDbServer.ADMIN)) {
			DatabaseSession session = find(dialect, side, own);
			own.setAutoCommit(false);
			dialect.terminate(side, List.of(session), Duration.ofNanos(1000));
			own.createStatement().execute("INSERT INTO landing VALUES ('" + this.row + "')");
			dialect.terminate(side, List.of(session), Duration.ofMinutes(1));
			own.commit();
		}
		assertThat(rows(this.row)).isOne();
	}

	@Test
	void missingPrivilegesOfTheWatchAreSaidOnce(CapturedOutput output) throws Exception {
		Owner first = this.landing.insert(this.pool, this.row, Owner::pause).awaitHere();
		LongTransactions watch = watch(LongTransactionAction.TERMINATE, new ArrayList<>());
		watch.look();
		Owner second = this.landing.insert(this.pool, this.row + " too", Owner::pause).awaitHere();
		watch.look();
		assertThat(output.getAll().split("lacks the privileges", -1)).hasSize(2);
		assertThat(first.release().failure()).isNull();
		assertThat(second.release().failure()).isNull();
	}

	@Test
	void theServerEndsByItselfWhatAKilledProcessLeavesBehind() throws Exception {
		TransactionProperties.Session limits = new TransactionProperties.Session(Duration.ofMillis(200),
				Duration.ofMinutes(5), "name");
		try (Landing limited = new Landing(dialect(limits))) {
			HikariDataSource own = pool(limited, this.maria.url(this.driver), MariaDbServer.USER);
			Owner owner = limited.insert(own, this.row, Owner::pause).awaitHere();
			long session = limited.open().open().get(0).connection().number();
			Awaitility.await().until(() -> !isAlive(session));
			assertThat(owner.release().failure()).isNotNull();
		}
		assertThat(rows(this.row)).isZero();
	}

}
