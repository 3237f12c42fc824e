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
 * Every transaction that is open, and every connection that is in use. Any thread may
 * begin and end them.
 */
final class OpenTransactions implements RequestConnections {

	private static final int MAX_REFUSALS = 20;

	private final NanoClock clock;

	private final CurrentRequest request;

	private final AtomicLong ids = new AtomicLong();

	/** Those of Spring, by their status, which is the same object in every call. */
	private final Map<TransactionExecution, OpenTransaction> managed = new ConcurrentHashMap<>();

	/** As long as their pool lives, which refers to them. */
	private final Set<TrackedDataSource> sources = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private final Set<TrackedConnection> connections = ConcurrentHashMap.newKeySet();

	private final ThreadLocal<@Nullable OpenTransaction> current = new ThreadLocal<>();

	private final EnumCounts<TransactionOutcome> ended = new EnumCounts<>(TransactionOutcome.class);

	private final LongAdder refused = new LongAdder();

	/** The first transactions that were refused, with their threads. */
	private final Set<String> refusals = ConcurrentHashMap.newKeySet();

	/** Which threads may still begin transactions, once new ones are refused. */
	private volatile @Nullable Predicate<Thread> permitted;

	/** Whether the application has transactions that are not seen. */
	private volatile boolean reactive;

	private volatile Consumer<OpenTransaction> whenCutOff = (transaction) -> {
	};

	OpenTransactions(NanoClock clock, CurrentRequest request) {
		this.clock = clock;
		this.request = request;
	}

	/**
	 * Begins a transaction of Spring or of a connection. A connection that is used within
	 * a transaction of Spring becomes the connection of that transaction.
	 * @param execution the status of a root transaction of Spring that is about to begin
	 * on the calling thread, or {@code null}
	 * @param connection a connection that has left auto-commit, or {@code null}
	 * @param owner the thread that the transaction belongs to
	 * @param request the request that the owner works for
	 * @return the transaction, which is doomed if none may begin here any more; Spring
	 * must not begin it then
	 */
	OpenTransaction begin(@Nullable TransactionExecution execution, @Nullable TrackedConnection connection,
			Thread owner, @Nullable ServedRequest request) {
		OpenTransaction current = (owner == Thread.currentThread()) ? current() : null;
		if (current != null && connection != null && current.attach(connection)) {
			return current;
		}
		OpenTransaction transaction = new OpenTransaction(this.ids.incrementAndGet(), owner, request, this, execution,
				current);
		if (connection != null) {
			transaction.attach(connection);
		}
		if (execution != null) {
			// Before the check: the drain looks at what is open after it has begun to
			// refuse.
			this.managed.put(execution, transaction);
			this.current.set(transaction);
		}
		Predicate<Thread> permitted = this.permitted;
		if (permitted != null && !permitted.test(owner)) {
			transaction.doom();
			this.refused.increment();
			if (this.refusals.size() < MAX_REFUSALS) {
				this.refusals.add("%s on %s".formatted(transaction.name(), owner.getName()));
			}
		}
		return transaction;
	}

	/** Notes that there are reactive transactions, which no listener is told of. */
	void areReactiveToo() {
		this.reactive = true;
	}

	boolean hasReactive() {
		return this.reactive;
	}

	boolean isDraining() {
		return this.permitted != null;
	}

	@Nullable OpenTransaction find(TransactionExecution execution) {
		return this.managed.get(execution);
	}

	/** Forgets a transaction of Spring that has ended or did not begin. */
	@Nullable OpenTransaction remove(TransactionExecution execution) {
		OpenTransaction transaction = this.managed.remove(execution);
		if (transaction != null && this.current.get() == transaction) {
			this.current.set(transaction.outer());
		}
		return transaction;
	}

	/** The innermost transaction of Spring on the calling thread. */
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
	 * Forgets a transaction of whose end Spring tells no listener: one that user code has
	 * ended by an exception of its own.
	 */
	private void forget(OpenTransaction transaction) {
		TransactionExecution execution = transaction.execution();
		if (execution != null && this.managed.remove(execution) != null) {
			transaction.lose();
		}
	}

	@Nullable ServedRequest request() {
		return this.request.get();
	}

	NanoClock clock() {
		return this.clock;
	}

	void add(TrackedDataSource source) {
		this.sources.add(source);
	}

	/** Returns a copy of the data sources whose connections are observed. */
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

	/** Lets only some threads begin transactions from here on. */
	void refuse(Predicate<Thread> permitted) {
		this.permitted = permitted;
	}

	/**
	 * Sets what is called, on any thread, with each transaction that is open when its
	 * pool is closed.
	 */
	void whenCutOff(Consumer<OpenTransaction> action) {
		this.whenCutOff = action;
	}

	void cutOff(OpenTransaction transaction) {
		this.whenCutOff.accept(transaction);
	}

	/** Returns a copy of the connections in use. */
	List<TrackedConnection> connections() {
		return this.connections.stream().filter(TrackedConnection::isInUse).toList();
	}

	/** Returns the connections in use, except by some threads. */
	List<TrackedConnection> inUse(Predicate<Thread> except) {
		return this.connections.stream().filter((connection) -> {
			Thread thread = connection.thread();
			return connection.isInUse() && thread != null && !except.test(thread);
		}).toList();
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

	/** Returns the connections in use after their request is over, the oldest first. */
	List<TrackedConnection> late() {
		long now = this.clock.nanoTime();
		return this.connections.stream()
			.filter(OpenTransactions::isLate)
			.sorted(Comparator.comparingLong((connection) -> connection.startNanos() - now))
			.toList();
	}

	private static boolean isLate(TrackedConnection connection) {
		ServedRequest request = connection.request();
		return request != null && request.isOver() && connection.isInUse();
	}

	/** Returns the transactions that are open, the oldest first. */
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
			.sorted(Comparator.comparingLong((transaction) -> transaction.startNanos() - now))
			.toList();
	}

	/** Returns the transactions that are open, except those of some threads. */
	List<OpenTransaction> open(Predicate<Thread> except) {
		return open().stream().filter((transaction) -> !except.test(transaction.thread())).toList();
	}

	long ageNanos(OpenTransaction transaction) {
		return this.clock.nanoTime() - transaction.startNanos();
	}

	EnumCounts<TransactionOutcome> ended() {
		return this.ended;
	}

	/** Returns about 20 transactions that were refused, each with its thread. */
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
