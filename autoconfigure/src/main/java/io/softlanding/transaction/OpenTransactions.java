/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.softlanding.inflight.CurrentRequest;
import io.softlanding.inflight.ServedRequest;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;

/**
 * Every transaction that is open, every connection that is in use, and where they come
 * from. Any thread may begin and end them.
 */
final class OpenTransactions implements RequestConnections {

	private static final int MOST_REFUSALS = 20;

	private final NanoClock clock;

	private final CurrentRequest request;

	private final AtomicLong ids = new AtomicLong();

	/** Those of Spring, by their status, which is the same object in every call. */
	private final Map<Identity, OpenTransaction> managed = new ConcurrentHashMap<>();

	/** As long as their pool lives, which refers to them. */
	private final Set<TrackedDataSource> sources = Collections.newSetFromMap(new WeakHashMap<>());

	private final Set<TrackedConnection> connections = ConcurrentHashMap.newKeySet();

	private final ThreadLocal<@Nullable OpenTransaction> current = new ThreadLocal<>();

	private final EndedTransactions ended = new EndedTransactions();

	private final LongAdder refused = new LongAdder();

	/** What was refused on which thread, some of them. */
	private final Set<String> refusals = ConcurrentHashMap.newKeySet();

	/** Which threads may still begin transactions, once new ones are refused. */
	private volatile @Nullable Predicate<Thread> permitted;

	private volatile Consumer<OpenTransaction> whenCutOff = (transaction) -> {
	};

	OpenTransactions(NanoClock clock, CurrentRequest request) {
		this.clock = clock;
		this.request = request;
	}

	/** A key that is compared by identity. */
	private record Identity(Object object) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Identity identity && this.object == identity.object;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.object);
		}

	}

	/**
	 * Registers a root transaction of Spring that is about to begin on the calling
	 * thread.
	 * @param execution its status
	 * @throws TransactionRefusedException if none may begin here any more
	 */
	void begin(TransactionExecution execution) {
		OpenTransaction transaction = new OpenTransaction(this.ids.incrementAndGet(), execution.getTransactionName(),
				Thread.currentThread(), this.request.get(), this.clock.nanoTime(), this.ended, execution, current());
		// Before the look: the drain looks at what is open after it has begun to refuse.
		this.managed.put(new Identity(execution), transaction);
		if (isRefused(Thread.currentThread())) {
			this.managed.remove(new Identity(execution));
			refused(transaction);
			throw new TransactionRefusedException(
					"This instance is shutting down and begins no new transaction: '%s' was refused"
						.formatted(transaction.name()));
		}
		this.current.set(transaction);
	}

	/**
	 * Registers what a connection does without a transaction of Spring's, or gives it the
	 * one that Spring has begun on the calling thread.
	 * @param connection a connection without automatic commit
	 * @param owner the thread that uses it
	 * @param request what the thread works for
	 * @return its transaction; doomed, if none may begin here any more
	 */
	OpenTransaction begin(TrackedConnection connection, Thread owner, @Nullable ServedRequest request) {
		OpenTransaction current = (owner == Thread.currentThread()) ? current() : null;
		if (current != null && current.attach(connection)) {
			return current;
		}
		OpenTransaction transaction = new OpenTransaction(this.ids.incrementAndGet(), null, owner, request,
				this.clock.nanoTime(), this.ended, null, null);
		transaction.attach(connection);
		if (isRefused(owner)) {
			transaction.doom();
			refused(transaction);
		}
		return transaction;
	}

	private void refused(OpenTransaction transaction) {
		this.refused.increment();
		if (this.refusals.size() < MOST_REFUSALS) {
			this.refusals.add("%s on %s".formatted(transaction.name(), transaction.thread().getName()));
		}
	}

	private boolean isRefused(Thread thread) {
		Predicate<Thread> permitted = this.permitted;
		return permitted != null && !permitted.test(thread);
	}

	boolean isDraining() {
		return this.permitted != null;
	}

	@Nullable OpenTransaction find(TransactionExecution execution) {
		return this.managed.get(new Identity(execution));
	}

	/**
	 * Forgets a transaction of Spring's that has ended or did not begin.
	 * @param execution its status
	 * @return the transaction, or {@code null} if it is not known
	 */
	@Nullable OpenTransaction remove(TransactionExecution execution) {
		OpenTransaction transaction = this.managed.remove(new Identity(execution));
		if (transaction != null && this.current.get() == transaction) {
			this.current.set(transaction.outer());
		}
		return transaction;
	}

	/** The innermost transaction of Spring's on the calling thread. */
	private @Nullable OpenTransaction current() {
		OpenTransaction transaction = this.current.get();
		while (transaction != null && transaction.isCompleted()) {
			OpenTransaction outer = transaction.outer();
			forget(transaction);
			transaction = outer;
			this.current.set(outer);
		}
		return transaction;
	}

	/**
	 * Spring tells no listener when user code ends a transaction by an exception of its
	 * own.
	 */
	private void forget(OpenTransaction transaction) {
		TransactionExecution execution = transaction.execution();
		if (execution != null && this.managed.remove(new Identity(execution)) != null) {
			transaction.lose();
		}
	}

	@Nullable ServedRequest request() {
		return this.request.get();
	}

	long nanoTime() {
		return this.clock.nanoTime();
	}

	void add(TrackedDataSource source) {
		synchronized (this.sources) {
			this.sources.add(source);
		}
	}

	/**
	 * Returns the pools whose connections are observed.
	 * @return a copy
	 */
	List<TrackedDataSource> sources() {
		synchronized (this.sources) {
			return List.copyOf(this.sources);
		}
	}

	void add(TrackedConnection connection) {
		this.connections.add(connection);
	}

	void remove(TrackedConnection connection) {
		this.connections.remove(connection);
	}

	/**
	 * Lets only some threads begin transactions from here on.
	 * @param permitted which
	 */
	void refuse(Predicate<Thread> permitted) {
		this.permitted = permitted;
	}

	/**
	 * Sets what hears of transactions whose pool is closed, by another thread than
	 * theirs, while they are open.
	 * @param told may be called by any thread
	 */
	void whenCutOff(Consumer<OpenTransaction> told) {
		this.whenCutOff = told;
	}

	void cutOff(OpenTransaction transaction) {
		this.whenCutOff.accept(transaction);
	}

	/**
	 * Returns the connections in use.
	 * @return a copy
	 */
	List<TrackedConnection> connections() {
		return this.connections.stream().filter(TrackedConnection::isInUse).toList();
	}

	@Override
	public List<InUse> of(ServedRequest request) {
		return this.connections.stream()
			.filter((connection) -> connection.request() == request)
			.<InUse>map((connection) -> new RequestUse(connection, request))
			.toList();
	}

	/** A connection as long as it is in use for a request. */
	private record RequestUse(TrackedConnection connection, ServedRequest request) implements InUse {

		@Override
		public String dataSource() {
			return this.connection.dataSourceName();
		}

		@Override
		public boolean isCommitting() {
			return this.connection.request() == this.request && this.connection.isCommitting();
		}

		@Override
		public void cancel() {
			this.connection.cancel(this.request);
		}

	}

	/**
	 * Returns the connections that are in use although the request is over for which they
	 * were taken.
	 * @return a copy, the oldest first
	 */
	List<TrackedConnection> late() {
		long now = this.clock.nanoTime();
		return this.connections.stream()
			.filter(OpenTransactions::isLate)
			.sorted(Comparator.comparingLong((TrackedConnection connection) -> now - connection.startNanos())
				.reversed())
			.toList();
	}

	private static boolean isLate(TrackedConnection connection) {
		ServedRequest request = connection.request();
		return request != null && request.isOver() && connection.isInUse();
	}

	/**
	 * Returns the transactions that are open.
	 * @return a copy, the oldest first
	 */
	List<OpenTransaction> open() {
		Set<OpenTransaction> open = new LinkedHashSet<>();
		for (OpenTransaction transaction : this.managed.values()) {
			if (!transaction.isCompleted()) {
				open.add(transaction);
			}
			else if (transaction.isUnheardOf()) {
				forget(transaction);
			}
		}
		this.connections.stream().map(TrackedConnection::transaction).flatMap(Stream::ofNullable).forEach(open::add);
		long now = this.clock.nanoTime();
		return open.stream()
			.filter((transaction) -> transaction.state() != OpenTransaction.State.ENDED)
			.sorted(Comparator.comparingLong((OpenTransaction transaction) -> now - transaction.startNanos())
				.reversed())
			.toList();
	}

	/**
	 * Returns the transactions that are open on other threads.
	 * @param except threads whose transactions are left out
	 * @return a copy, the oldest first
	 */
	List<OpenTransaction> open(Predicate<Thread> except) {
		return open().stream().filter((transaction) -> !except.test(transaction.thread())).toList();
	}

	long ageNanos(OpenTransaction transaction) {
		return this.clock.nanoTime() - transaction.startNanos();
	}

	EndedTransactions ended() {
		return this.ended;
	}

	/**
	 * Names transactions that were refused, and the threads that wanted to begin them.
	 * @return a copy, of 20 or so
	 */
	List<String> refusals() {
		return List.copyOf(this.refusals);
	}

	/** Whether no transaction is open and no connection in use. */
	boolean isIdle() {
		return this.managed.values().stream().allMatch(OpenTransaction::isCompleted)
				&& this.connections.stream().noneMatch(TrackedConnection::isInUse);
	}

	long refused() {
		return this.refused.sum();
	}

}
