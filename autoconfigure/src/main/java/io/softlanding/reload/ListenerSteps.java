/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the listeners of one reload. Each prepared step is committed or discarded,
 * and committed ones may be rolled back, the last one first.
 */
final class ListenerSteps {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSteps.class);

	private final List<Follower> followers;

	private final TimedCalls calls;

	private final Duration timeout;

	private final List<Prepared> prepared = new ArrayList<>();

	private final Deque<Prepared> done = new ArrayDeque<>();

	private boolean interrupted;

	private boolean unknown;

	/**
	 * Creates the steps.
	 * @param timeout maximum time for each call of a listener
	 */
	ListenerSteps(List<Follower> followers, TimedCalls calls, Duration timeout) {
		this.followers = followers;
		this.calls = calls;
		this.timeout = timeout;
	}

	/**
	 * A listener with its name, which is asked for once: if it fails later, the others
	 * must be rolled back nevertheless.
	 */
	record Follower(String name, ReloadListener listener) {

		static Follower of(ReloadListener listener) {
			try {
				return new Follower(listener.name(), listener);
			}
			catch (RuntimeException ex) {
				return new Follower(listener.getClass().getName(), listener);
			}
		}

	}

	/** What a listener is ready to do, and the keys that it applies. */
	private record Prepared(Follower follower, ReloadListener.@Nullable Step step, List<String> applied) {

		void discard() {
			if (this.step != null) {
				this.step.discard();
			}
		}

		ReloadListener.Step ready() throws ReloadRefusedException {
			if (this.step == null) {
				throw ReloadRefusedException
					.failed("Listener %s has returned no step from prepare()".formatted(this.follower.name()));
			}
			return this.step;
		}

	}

	/** Whether the thread was interrupted, and has to be interrupted again. */
	boolean wasInterrupted() {
		return this.interrupted;
	}

	/** Whether it is not known what a listener has done. */
	boolean isUnknown() {
		return this.unknown;
	}

	/**
	 * Lets all listeners prepare. The first that applies a key takes it.
	 * @param open the keys to apply; those that remain need a restart
	 */
	void prepare(BoundSnapshot old, BoundSnapshot next, Set<String> open)
			throws ReloadRefusedException, InterruptedException {
		for (Follower follower : this.followers) {
			if (this.calls.hangs(follower.listener())) {
				throw ReloadRefusedException
					.failed("Listener %s has not returned from an earlier reload".formatted(follower.name()));
			}
		}
		for (Follower follower : this.followers) {
			Set<String> asked = Set.copyOf(open);
			try {
				Prepared one = call(follower, () -> {
					List<String> applied = asked.stream().filter(follower.listener()::applies).toList();
					return new Prepared(follower, follower.listener().prepare(old, next), applied);
				}, Prepared::discard);
				if (one.ready() != ReloadListener.Step.NONE) {
					this.prepared.add(one);
				}
				one.applied().forEach(open::remove);
			}
			catch (InvalidConfigurationException ex) {
				throw ReloadRefusedException.invalid("Listener %s cannot follow".formatted(follower.name()),
						List.of(ReloadProblem.of(ValueMask.shortened(String.valueOf(ex.getMessage())))));
			}
			catch (InterruptedException | ReloadRefusedException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw ReloadRefusedException
					.failed("Listener %s could not prepare: %s".formatted(follower.name(), ProblemTexts.describe(ex)));
			}
		}
	}

	/**
	 * Commits, until a listener fails.
	 * @return why it has failed; everything has to be rolled back then
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
	 * A commit that returns too late is rolled back again: the first time was too early.
	 */
	private void commit(Prepared one) throws Exception {
		Optional<Throwable> failure = call(one.follower(), () -> {
			try {
				one.ready().commit();
				return Optional.empty();
			}
			catch (Exception | Error ex) {
				// As a result, so that a late failure is rolled back too.
				return Optional.of(ex);
			}
		}, (late) -> rollBackLate(one));
		if (failure.isPresent()) {
			throw new ExecutionException(failure.get());
		}
	}

	private static void rollBackLate(Prepared one) {
		try {
			one.ready().rollback();
			logger.warn("Listener {} has returned late from its commit and was rolled back again",
					one.follower().name());
		}
		catch (Exception | Error ex) {
			logger.error("Listener {} has returned late from its commit and could not roll back: {}",
					one.follower().name(), ProblemTexts.describe(ex));
		}
	}

	/**
	 * Rolls back what was committed, and discards the rest.
	 * @return all problems, that of the commit first
	 */
	List<ReloadProblem> rollBack(ReloadProblem failure) {
		List<ReloadProblem> problems = new ArrayList<>(List.of(failure));
		for (Prepared one : this.done) {
			try {
				call(one.follower(), () -> {
					one.ready().rollback();
					return true;
				}, (late) -> {
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

	private static ReloadProblem problem(Prepared one, String what, Throwable failure) {
		return ReloadProblem
			.of("listener %s %s: %s".formatted(one.follower().name(), what, ProblemTexts.describe(failure)));
	}

	/** Discards what was prepared and is not committed. */
	void discard() {
		for (Prepared one : this.prepared) {
			try {
				call(one.follower(), () -> {
					one.discard();
					return true;
				}, (late) -> {
				});
			}
			catch (Exception ex) {
				logger.warn("Listener {} could not discard what it had prepared: {}", one.follower().name(),
						ProblemTexts.describe(ex));
			}
		}
		this.prepared.clear();
	}

	private <T> T call(Follower follower, Callable<T> call, Consumer<T> late) throws Exception {
		try {
			return this.calls.call(follower.listener(), follower.name(), this.timeout, call, late);
		}
		catch (InterruptedException ex) {
			// Restored at the end: a rollback has to wait too.
			this.interrupted = true;
			throw ex;
		}
	}

}
