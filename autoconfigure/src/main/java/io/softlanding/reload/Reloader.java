/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes one reload at a time, and logs and publishes its outcome.
 */
final class Reloader {

	private static final Logger logger = LoggerFactory.getLogger(Reloader.class);

	/** How long a signal waits for its turn. */
	private static final long TURN_SECONDS = 60;

	private static final int MAX_PROBLEMS = 100;

	private final SnapshotStore store;

	private final SnapshotReader reader;

	private final ConfigData data;

	private final List<ListenerSteps.Follower> followers;

	private final TimedCalls calls;

	private final MountPoints mounts;

	private final ReloadReadiness readiness;

	private final List<? extends Consumer<ReloadAttempt>> observers;

	private final NanoClock clock;

	private final ReentrantLock gate = new ReentrantLock();

	Reloader(SnapshotStore store, SnapshotReader reader, ConfigData data, List<ReloadListener> listeners,
			TimedCalls calls, MountPoints mounts, ReloadReadiness readiness,
			List<? extends Consumer<ReloadAttempt>> observers, NanoClock clock) {
		this.store = store;
		this.reader = reader;
		this.data = data;
		this.followers = listeners.stream().map(ListenerSteps.Follower::of).toList();
		this.calls = calls;
		this.mounts = mounts;
		this.readiness = readiness;
		this.observers = observers;
		this.clock = clock;
	}

	/** Takes the outcome of each reload, while the next one waits. */
	interface Observer extends Consumer<ReloadAttempt> {

	}

	/** Reloads, unless a reload is running. */
	ReloadAttempt reload(ReloadTrigger trigger) {
		return reload(trigger, false, false);
	}

	/**
	 * Reloads, unless a reload is running.
	 * @param dryRun whether to find out only what would happen
	 * @param force whether to accept files that have lost most of their keys
	 */
	ReloadAttempt reload(ReloadTrigger trigger, boolean dryRun, boolean force) {
		return this.gate.tryLock() ? run(trigger, dryRun, force) : busy(trigger);
	}

	/** Reloads, after the reload that is running. */
	ReloadAttempt reloadInTurn(ReloadTrigger trigger) throws InterruptedException {
		return this.gate.tryLock(TURN_SECONDS, TimeUnit.SECONDS) ? run(trigger, false, false) : busy(trigger);
	}

	private ReloadAttempt run(ReloadTrigger trigger, boolean dryRun, boolean force) {
		try {
			return published(new Reload(trigger, dryRun, force).run());
		}
		finally {
			this.gate.unlock();
		}
	}

	private ReloadAttempt busy(ReloadTrigger trigger) {
		return published(new ReloadAttempt(ReloadOutcome.BUSY, trigger, Instant.now(), Duration.ZERO,
				this.store.current().generation(), "Another reload is running", List.of(), List.of(), 0));
	}

	private ReloadAttempt published(ReloadAttempt attempt) {
		log(attempt);
		this.observers.forEach((observer) -> observer.accept(attempt));
		return attempt;
	}

	private static void log(ReloadAttempt attempt) {
		String text = "Reload (%s) %s: %s".formatted(attempt.trigger(), attempt.outcome(), attempt.message());
		switch (attempt.outcome()) {
			case APPLIED, VALID -> logger.info(text);
			// The watch also asks when a change was applied already.
			case UNCHANGED ->
				logger.atLevel((attempt.trigger() == ReloadTrigger.FILE_WATCH) ? Level.DEBUG : Level.INFO).log(text);
			case UNKNOWN -> logger.error("{}: {}", text, attempt.problems());
			default -> logger.warn(attempt.problems().isEmpty() ? text : text + " " + attempt.problems());
		}
	}

	/** One reload. */
	private final class Reload {

		private final ReloadTrigger trigger;

		private final boolean dryRun;

		private final boolean force;

		private final Instant at = Instant.now();

		private final long startNanos = Reloader.this.clock.nanoTime();

		private final BoundSnapshot old = Reloader.this.store.current();

		private final ListenerSteps steps = new ListenerSteps(Reloader.this.followers, Reloader.this.calls,
				this.old.get(ReloadProperties.class).listenerTimeout());

		/** Whether the thread has to be interrupted again at the end. */
		private boolean interrupted;

		private SnapshotReader.@Nullable Next next;

		/** Keys that need a restart, as far as listeners have been asked. */
		private Set<String> restart = Set.of();

		Reload(ReloadTrigger trigger, boolean dryRun, boolean force) {
			this.trigger = trigger;
			this.dryRun = dryRun;
			this.force = force;
		}

		ReloadAttempt run() {
			try {
				return reload();
			}
			finally {
				if (this.interrupted || this.steps.wasInterrupted()) {
					Thread.currentThread().interrupt();
				}
			}
		}

		private ReloadAttempt reload() {
			try {
				verifyReady();
				SnapshotReader.Next next = Reloader.this.reader.read(this.trigger, this.at, this.force);
				this.next = next;
				if (next == null) {
					return end(ReloadOutcome.UNCHANGED, "The configuration has not changed" + warning(), List.of());
				}
				Reloader.this.store.show(next.snapshot());
				this.restart = new HashSet<>(next.open());
				this.steps.prepare(this.old, next.snapshot(), this.restart);
				if (this.dryRun) {
					this.steps.discard();
					return end(ReloadOutcome.VALID, "It could be applied: " + next.summary(this.restart), List.of());
				}
				verifyReady();
				return commit(next.snapshot().requiringRestart(next.restartRequired(this.restart)),
						next.summary(this.restart));
			}
			catch (ReloadRefusedException ex) {
				this.steps.discard();
				return end(ex.outcome(), ex.text(), ex.problems());
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
				this.steps.discard();
				return end(ReloadOutcome.REFUSED, "The reload was interrupted", List.of());
			}
			catch (RuntimeException | Error ex) {
				this.steps.discard();
				boolean swapped = Reloader.this.store.current() != this.old;
				if (swapped) {
					Reloader.this.store.listenersUnknown();
				}
				return end(swapped ? ReloadOutcome.UNKNOWN : ReloadOutcome.FAILED,
						"The reload failed: " + ProblemTexts.describe(ex), List.of());
			}
		}

		private void verifyReady() throws ReloadRefusedException {
			String reason = Reloader.this.readiness.refusal();
			if (reason != null) {
				throw new ReloadRefusedException(ReloadOutcome.REFUSED, reason, List.of());
			}
		}

		private String warning() {
			if (Reloader.this.store.isUnknown()) {
				return ", but the effects of an earlier reload are unknown: restart this instance";
			}
			return Reloader.this.mounts.warning(this.old.settings())
				.or(Reloader.this.data::warning)
				.map((text) -> ", but " + text)
				.orElse("");
		}

		private ReloadAttempt commit(BoundSnapshot next, String summary) {
			Reloader.this.store.swap(next);
			Optional<ReloadProblem> failure = this.steps.commit();
			if (failure.isPresent()) {
				return rollBack(failure.get());
			}
			String message = "Generation %d is in force".formatted(next.generation());
			try {
				Reloader.this.data.follow(next.settings().environment());
				Reloader.this.store.environmentUnknown(false);
			}
			catch (RuntimeException | Error ex) {
				// No rollback: listeners have committed, and records have been read.
				Reloader.this.store.environmentUnknown(true);
				return end(ReloadOutcome.UNKNOWN,
						message + ", but the Environment was not updated: restart this instance", List.of(ReloadProblem
							.of("the Environment could not be updated: " + ProblemTexts.describe(ex))));
			}
			return end(ReloadOutcome.APPLIED,
					message + ": " + summary + Reloader.this.data.warning().map((text) -> ", but " + text).orElse(""),
					List.of());
		}

		private ReloadAttempt rollBack(ReloadProblem failure) {
			Reloader.this.store.swap(this.old);
			List<ReloadProblem> problems = this.steps.rollBack(failure);
			if (!this.steps.isUnknown()) {
				return end(ReloadOutcome.FAILED, "The old configuration is in force again", problems);
			}
			Reloader.this.store.listenersUnknown();
			return end(ReloadOutcome.UNKNOWN,
					"The old records are in force, but the effects of a listener are unknown: restart this instance",
					problems);
		}

		private ReloadAttempt end(ReloadOutcome outcome, String message, List<ReloadProblem> all) {
			List<ReloadProblem> problems = all.subList(0, Math.min(all.size(), MAX_PROBLEMS));
			String text = (problems.size() < all.size())
					? "%s: the first %d of %d problems".formatted(message, MAX_PROBLEMS, all.size()) : message;
			SnapshotReader.Next next = this.next;
			return new ReloadAttempt(outcome, this.trigger, this.at,
					Duration.ofNanos(Reloader.this.clock.nanoTime() - this.startNanos),
					Reloader.this.store.current().generation(), text, problems,
					(next != null) ? next.changes(this.restart) : List.of(),
					(next != null) ? next.changed().size() : 0);
		}

	}

}
