package io.softlanding.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.concurrent.Executor;

import io.softlanding.drain.ServedRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection in use. It knows which transaction is open on it, and once that is doomed
 * it does not commit: commit, the return to automatic commit and new statements fail.
 *
 * <p>
 * Used by one thread, as every connection; {@link #doom()}, {@link #cut} and
 * {@link #cancel()} come from others.
 */
final class TrackedConnection extends DelegatingConnection {

	/** "Operator intervention": Spring makes no retryable exception of it. */
	private static final String SQL_STATE = "57000";

	private static final Logger logger = LoggerFactory.getLogger(TrackedConnection.class);

	/** Something that commits. */
	private interface Commit {

		void run() throws SQLException;

	}

	private enum Use {

		IN_USE, CUT, CLOSED

	}

	private final TrackedDataSource dataSource;

	private final OpenTransactions transactions;

	private final @Nullable DatabaseSession session;

	private final Thread thread = Thread.currentThread();

	private final @Nullable ServedRequest request;

	private final long startNanos;

	private volatile @Nullable Statement lastStatement;

	/** Guarded by this. */
	private boolean autoCommit;

	/** Guarded by this. */
	private @Nullable OpenTransaction transaction;

	/** Guarded by this. */
	private boolean doomed;

	/** Guarded by this. */
	private Use use = Use.IN_USE;

	TrackedConnection(Connection delegate, TrackedDataSource dataSource, OpenTransactions transactions,
			@Nullable DatabaseSession session) throws SQLException {
		super(delegate);
		this.dataSource = dataSource;
		this.transactions = transactions;
		this.session = session;
		this.request = transactions.request();
		this.startNanos = transactions.nanoTime();
		this.autoCommit = delegate.getAutoCommit();
	}

	@Override
	void beforeStatement() throws SQLException {
		OpenTransaction transaction = begun();
		if (transaction != null && transaction.isDoomed()) {
			throw refusal(transaction);
		}
	}

	@Override
	<S extends Statement> S created(S statement) {
		this.lastStatement = statement;
		return statement;
	}

	/** Returns the transaction, which begins here if there is none but could be. */
	private synchronized @Nullable OpenTransaction begun() {
		if (this.transaction == null && !this.autoCommit && this.use == Use.IN_USE) {
			OpenTransaction begun = this.transactions.begin(this);
			if (this.doomed) {
				begun.doom();
			}
			this.transaction = begun;
		}
		return this.transaction;
	}

	@Override
	public boolean getAutoCommit() throws SQLException {
		return delegate().getAutoCommit();
	}

	@Override
	public void setAutoCommit(boolean autoCommit) throws SQLException {
		boolean commits;
		synchronized (this) {
			commits = autoCommit && !this.autoCommit && this.transaction != null;
		}
		OpenTransaction unwound = transaction();
		if (commits && (unwound == null || unwound.state() != OpenTransaction.State.ENDED)) {
			// JDBC commits here.
			commitBy(() -> delegate().setAutoCommit(true));
		}
		else {
			delegate().setAutoCommit(autoCommit);
		}
		synchronized (this) {
			this.autoCommit = autoCommit;
		}
		if (!autoCommit) {
			begun();
		}
	}

	@Override
	public void commit() throws SQLException {
		commitBy(delegate()::commit);
	}

	/**
	 * Commits, unless the transaction is doomed: then it is rolled back here, by its
	 * owner, and the owner is told.
	 */
	private void commitBy(Commit commit) throws SQLException {
		OpenTransaction transaction = begun();
		if (transaction == null) {
			commit.run();
			return;
		}
		if (!transaction.startCommit()) {
			unwind(transaction);
			throw refusal(transaction);
		}
		boolean failed = this.dataSource.isFailed(delegate());
		try {
			commit.run();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.end(CommitFailure.outcome(ex));
			throw ex;
		}
		transaction.end(failed ? TransactionOutcome.ROLLED_BACK : TransactionOutcome.COMMITTED);
		forget();
		if (failed && this.transactions.isDraining()) {
			// In normal running the driver's silence is between it and its user.
			throw new SQLNonTransientException("%s had failed before and was rolled back".formatted(transaction),
					"25P02");
		}
	}

	@Override
	public void rollback() throws SQLException {
		OpenTransaction transaction = transaction();
		if (transaction == null) {
			delegate().rollback();
			return;
		}
		unwind(transaction);
		forget();
	}

	private void unwind(OpenTransaction transaction) throws SQLException {
		try {
			delegate().rollback();
		}
		catch (SQLException | RuntimeException ex) {
			transaction.lose();
			if (isCut()) {
				// There is nothing left to roll back, and the owner has to hear why.
				return;
			}
			throw ex;
		}
		if (isCut()) {
			// Then the driver's word is not the server's.
			transaction.lose();
		}
		else {
			transaction.end(TransactionOutcome.ROLLED_BACK);
		}
	}

	/** What was doomed stays, so that nothing after it is committed in its place. */
	private synchronized void forget() {
		if (this.transaction != null && !this.transaction.isDoomed()) {
			this.transaction = null;
		}
	}

	@Override
	public void close() throws SQLException {
		OpenTransaction transaction;
		synchronized (this) {
			transaction = (this.use != Use.CLOSED) ? this.transaction : null;
		}
		try {
			if (transaction != null && transaction.state() == OpenTransaction.State.DOOMED) {
				// Some pools and drivers commit when they close.
				unwind(transaction);
			}
		}
		finally {
			synchronized (this) {
				// What was cut goes to nobody else.
				this.use = (this.use == Use.CUT) ? Use.CUT : Use.CLOSED;
			}
			try {
				closeDelegate();
			}
			finally {
				this.transactions.remove(this);
			}
		}
		if (transaction != null && transaction.state() == OpenTransaction.State.ACTIVE) {
			closedWithoutEnd(transaction);
		}
	}

	private void closeDelegate() throws SQLException {
		try {
			delegate().close();
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				if (this.use != Use.CUT) {
					throw ex;
				}
			}
			// HikariCP stumbles when it lets go of an entry in the moment in which its
			// owner does; there is nothing left to close.
		}
	}

	private void closedWithoutEnd(OpenTransaction transaction) {
		if (this.dataSource.rollsBackOnClose()) {
			transaction.end(TransactionOutcome.ROLLED_BACK);
		}
		else {
			transaction.lose();
		}
	}

	@Override
	public void abort(Executor executor) throws SQLException {
		OpenTransaction transaction = transaction();
		if (transaction != null) {
			transaction.lose();
		}
		delegate().abort(executor);
	}

	private SQLException refusal(OpenTransaction transaction) {
		return new SQLNonTransientException("This instance is shutting down: %s is rolled back".formatted(transaction),
				SQL_STATE);
	}

	/**
	 * Dooms whatever is or comes on this connection.
	 * @return the transaction, or {@code null} if there is none
	 */
	synchronized @Nullable OpenTransaction doom() {
		this.doomed = true;
		if (this.transaction != null) {
			this.transaction.doom();
		}
		return this.transaction;
	}

	/** Asks the driver to cancel the statement that was created last. Can block. */
	void cancel() {
		Statement statement = this.lastStatement;
		try {
			if (statement != null && !statement.isClosed()) {
				statement.cancel();
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A statement could not be cancelled", ex);
		}
	}

	/**
	 * Takes the connection away from its owner, unless the owner has given it back: then
	 * it may be somebody else's by now. Can block.
	 */
	void cut() {
		synchronized (this) {
			if (this.use != Use.IN_USE) {
				return;
			}
			this.use = Use.CUT;
		}
		try {
			delegate().abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	private synchronized boolean isCut() {
		return this.use == Use.CUT;
	}

	/** Makes room in the pool, if the owner of a connection that was cut does not. */
	void evictCut() {
		try {
			if (isCut() && !delegate().isClosed()) {
				this.dataSource.evict(delegate());
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be taken out of its pool", ex);
		}
	}

	synchronized @Nullable OpenTransaction transaction() {
		return this.transaction;
	}

	synchronized boolean isInUse() {
		return this.use == Use.IN_USE;
	}

	/** Whether it is still in use after its request. */
	boolean isLate() {
		return this.request != null && this.request.isOver() && isInUse();
	}

	/** Whether it may be somebody else's by now. */
	synchronized boolean isClosedByOwner() {
		return this.use == Use.CLOSED;
	}

	TrackedDataSource dataSource() {
		return this.dataSource;
	}

	@Nullable DatabaseSession session() {
		return this.session;
	}

	Thread thread() {
		return this.thread;
	}

	@Nullable ServedRequest request() {
		return this.request;
	}

	long startNanos() {
		return this.startNanos;
	}

}
