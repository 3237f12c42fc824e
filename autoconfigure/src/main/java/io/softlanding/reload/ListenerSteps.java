/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.softlanding.config.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the listeners of one reload are ready to do, and have done. Each step that was
 * prepared is committed or let go, and what was committed may be rolled back, the last
 * one first. Used by the thread of the reload.
 */
final class ListenerSteps {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSteps.class);

	private final List<ReloadListener> listeners;

	private final TimedCalls calls;

	private final Duration timeout;

	private final List<Prepared> prepared = new ArrayList<>();

	private final Deque<Prepared> done = new ArrayDeque<>();

	private boolean interrupted;

	private boolean unknown;

	/** A listener and what it is ready to do. */
	private record Prepared(ReloadListener listener, ReloadListener.Step step) {
	}

	/**
	 * Creates the steps.
	 * @param listeners follow, in this order
	 * @param calls calls them
	 * @param timeout how long each may take for each call
	 */
	ListenerSteps(List<ReloadListener> listeners, TimedCalls calls, Duration timeout) {
		this.listeners = listeners;
		this.calls = calls;
		this.timeout = timeout;
	}

	/** Whether the thread was interrupted; it has been told nothing of it. */
	boolean wasInterrupted() {
		return this.interrupted;
	}

	/** Whether nobody knows what a listener has done. */
	boolean isUnknown() {
		return this.unknown;
	}

	/**
	 * Asks which keys the listeners put into effect. Each is asked about all that nobody
	 * has taken before in one call, because a call is handed to another thread.
	 */
	Set<String> applied(Set<String> keys) throws RefusedReload, InterruptedException {
		Set<String> open = new HashSet<>(keys);
		Set<String> applied = new HashSet<>();
		for (ReloadListener listener : this.listeners) {
			if (this.calls.hangs(listener)) {
				throw RefusedReload
					.failed("Listener %s has not come back from a reload before".formatted(name(listener)));
			}
			Set<String> asked = Set.copyOf(open);
			try {
				List<String> taken = call(listener, () -> asked.stream().filter(listener::applies).toList());
				applied.addAll(taken);
				taken.forEach(open::remove);
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw RefusedReload.failed("Listener %s could not say what it applies: %s".formatted(name(listener),
						ProblemTexts.describe(ex)));
			}
		}
		return applied;
	}

	void prepare(BoundSnapshot old, BoundSnapshot next) throws RefusedReload, InterruptedException {
		for (ReloadListener listener : this.listeners) {
			try {
				this.prepared.add(new Prepared(listener, prepare(listener, old, next)));
			}
			catch (InvalidConfigurationException ex) {
				throw RefusedReload.invalid("Listener %s cannot follow".formatted(name(listener)),
						List.of(ReloadProblem.of(ValueMask.shortened(String.valueOf(ex.getMessage())))));
			}
			catch (InterruptedException | RefusedReload ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw RefusedReload
					.failed("Listener %s could not prepare: %s".formatted(name(listener), ProblemTexts.describe(ex)));
			}
		}
	}

	/** What is ready too late is let go at once, by whoever is late. */
	private ReloadListener.Step prepare(ReloadListener listener, BoundSnapshot old, BoundSnapshot next)
			throws Exception {
		Optional<ReloadListener.Step> step = waiting(
				() -> this.calls.call(listener, this.timeout, () -> Optional.ofNullable(listener.prepare(old, next)),
						(late) -> late.ifPresent(ReloadListener.Step::discard)));
		return step
			.orElseThrow(() -> RefusedReload.failed("Listener %s has prepared no step".formatted(name(listener))));
	}

	/**
	 * Commits, until one fails.
	 * @return why it has failed; all that was begun is to be rolled back then
	 */
	Optional<ReloadProblem> commit() {
		while (!this.prepared.isEmpty()) {
			Prepared one = this.prepared.remove(0);
			this.done.push(one);
			try {
				commit(one);
			}
			catch (Exception | Error ex) {
				this.unknown = ex instanceof TimeoutException || ex instanceof InterruptedException;
				return Optional.of(problem(one, "could not commit", ex));
			}
		}
		return Optional.empty();
	}

	/**
	 * What is committed too late is rolled back once more, by whoever is late: it was
	 * rolled back before it was done.
	 */
	private void commit(Prepared one) throws Exception {
		Optional<Throwable> failure = waiting(() -> this.calls.call(one.listener(), this.timeout, () -> {
			try {
				one.step().commit();
				return Optional.empty();
			}
			catch (Exception | Error ex) {
				// Said like this, a failure that comes too late is undone too.
				return Optional.of(ex);
			}
		}, (late) -> rollBackLate(one)));
		if (failure.isPresent()) {
			throw new ExecutionException(failure.get());
		}
	}

	private void rollBackLate(Prepared one) {
		try {
			one.step().rollback();
			logger.warn("Listener {} has come back from its commit, and was rolled back once more",
					name(one.listener()));
		}
		catch (Exception | Error ex) {
			logger.error("Listener {} has come back from its commit, and could not roll back: {}", name(one.listener()),
					ProblemTexts.describe(ex));
		}
	}

	/**
	 * Undoes what was committed, and lets go of the rest.
	 * @return what could not be undone
	 */
	List<ReloadProblem> rollBack() {
		List<ReloadProblem> problems = new ArrayList<>();
		for (Prepared one : this.done) {
			try {
				call(one.listener(), () -> {
					one.step().rollback();
					return true;
				});
			}
			catch (Exception | Error ex) {
				this.unknown = true;
				problems.add(problem(one, "could not roll back", ex));
			}
		}
		discard();
		return problems;
	}

	private ReloadProblem problem(Prepared one, String what, Throwable failure) {
		return ReloadProblem
			.of("listener %s %s: %s".formatted(name(one.listener()), what, ProblemTexts.describe(failure)));
	}

	/** Lets go of what was prepared and will not be committed. */
	void discard() {
		for (Prepared one : this.prepared) {
			try {
				call(one.listener(), () -> {
					one.step().discard();
					return true;
				});
			}
			catch (Exception ex) {
				logger.warn("Listener {} could not discard what it had prepared: {}", name(one.listener()),
						ProblemTexts.describe(ex));
			}
		}
		this.prepared.clear();
	}

	private <T> T call(ReloadListener listener, Callable<T> call) throws Exception {
		return waiting(() -> this.calls.call(listener, this.timeout, call));
	}

	private <T> T waiting(Callable<T> call) throws Exception {
		try {
			return call.call();
		}
		catch (InterruptedException ex) {
			// Said when all is done: what has to be undone needs to wait once more.
			this.interrupted = true;
			throw ex;
		}
	}

	private String name(ReloadListener listener) {
		return this.calls.name(listener);
	}

}
