/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.softlanding.time.DurationProperty;

/**
 * One reload, from the first look at the files to the last word about it. Runs on one
 * thread, once.
 */
final class ReloadTransaction {

	/**
	 * How many problems are told: nobody reads more, and logs and answers have an end.
	 */
	private static final int MOST = 100;

	private final ReloadRequest request;

	private final ReloadParts parts;

	private final BoundSnapshot old;

	private final ReloadProperties limits;

	private final Instant at;

	private final long startNanos;

	private final ListenerSteps steps;

	/** Whether this thread was, and has to be told when all is done. */
	private boolean interrupted;

	private SettingsDiff diff = new SettingsDiff(List.of(), 0, 0);

	ReloadTransaction(ReloadRequest request, ReloadParts parts) {
		this.request = request;
		this.parts = parts;
		this.old = parts.store().current();
		this.limits = this.old.get(ReloadProperties.class);
		this.at = parts.time().instant();
		this.startNanos = parts.clock().nanoTime();
		this.steps = new ListenerSteps(parts.listeners(), parts.calls(), this.limits.listenerTimeout());
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
			verifyRunning();
			Settings settings = this.parts.reader().read(this.old.settings(), this.limits, this.request.force());
			if (settings.fingerprint().equals(this.old.settings().fingerprint())) {
				return end(ReloadOutcome.UNCHANGED,
						"The files say what is in force" + (this.parts.store().isUnknown()
								? ", but what an earlier reload has left behind is not known: restart this instance"
								: this.parts.mounts()
									.warning(settings)
									.or(this.parts.data()::warning)
									.map((text) -> ", but " + text)
									.orElse("")),
						List.of());
			}
			BoundSnapshot next = bind(settings);
			Predicate<String> live = live(settings);
			this.diff = timed(this.parts.mask(), "The differences cannot be shown", "does a SanitizingFunction hang?",
					() -> SettingsDiff.of(this.old.settings(), settings, live, this.parts.mask()));
			next = next
				.requiringRestart(SettingsDiff.restartRequired(this.parts.store().first().settings(), settings, live));
			this.parts.store().show(next);
			this.steps.prepare(this.old, next);
			if (this.request.dryRun()) {
				this.steps.discard();
				return end(ReloadOutcome.VALID, "It could be applied: " + summary(), List.of());
			}
			verifyRunning();
			return commit(next);
		}
		catch (RefusedReload ex) {
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
			boolean swapped = this.parts.store().current() != this.old;
			if (swapped) {
				this.parts.store().listenersUnknown();
			}
			return end(swapped ? ReloadOutcome.UNKNOWN : ReloadOutcome.FAILED,
					"The reload failed: " + ProblemTexts.describe(ex), List.of());
		}
	}

	private void verifyRunning() throws RefusedReload {
		String reason = this.parts.refusal().get();
		if (reason != null) {
			throw new RefusedReload(ReloadOutcome.REFUSED, reason, List.of());
		}
	}

	private BoundSnapshot bind(Settings settings) throws RefusedReload, InterruptedException {
		List<ReloadProblem> problems = new ArrayList<>();
		Map<String, String> unresolved = new TreeMap<>(settings.unresolved());
		// What could not be resolved when the application started did it no harm.
		unresolved.keySet().removeAll(this.old.settings().unresolved().keySet());
		unresolved.forEach((key, reason) -> problems
			.add(this.parts.texts().problem(key, settings.origin(key), reason, settings.value(key))));
		BoundRecords records = timed(this.parts.binder(), "The records cannot be bound",
				"does a converter or a constraint hang?", () -> this.parts.binder().bind(settings.environment()));
		records.problems().stream().filter((problem) -> !unresolved.containsKey(problem.key())).forEach(problems::add);
		Map<String, ReloadProblem> unknown = new TreeMap<>(records.unknown());
		// A key that nobody knew before either is no new mistake.
		unknown.keySet().removeAll(this.old.unknownKeys());
		problems.addAll(unknown.values());
		if (!problems.isEmpty()) {
			throw RefusedReload.invalid("The configuration is invalid", problems);
		}
		BoundSnapshot next = new BoundSnapshot(this.parts.store().nextGeneration(), this.at, this.request.trigger(),
				settings, this.parts.mask(), this.parts.binder().types(), records.values(), records.unknown().keySet());
		for (SnapshotValidator validator : this.parts.validators()) {
			problems.addAll(validate(validator, next));
		}
		if (!problems.isEmpty()) {
			throw RefusedReload.invalid("The configuration is invalid", problems);
		}
		// With limits that these files are beyond, no next reload could be made.
		timed(this.parts.data(), "The sizes of the files cannot be read", "is a disk gone?", () -> {
			StableReader.verifySizes(settings.keysByLocation().keySet(), next.get(ReloadProperties.class));
			return true;
		});
		return next;
	}

	/**
	 * Calls what may hang, for as long as files and records may take.
	 * @param what cannot be done then
	 * @param why it may hang
	 */
	private <T> T timed(Object called, String what, String why, Callable<T> call)
			throws RefusedReload, InterruptedException {
		if (this.parts.calls().hangs(called)) {
			throw RefusedReload.failed("%s since a reload before: %s".formatted(what, why));
		}
		try {
			return this.parts.calls().call(called, called.getClass().getSimpleName(), this.parts.patience(), call);
		}
		catch (RefusedReload | InterruptedException ex) {
			throw ex;
		}
		catch (TimeoutException ex) {
			throw RefusedReload
				.failed("%s within %s: %s".formatted(what, DurationProperty.text(this.parts.patience()), why));
		}
		catch (Exception ex) {
			throw RefusedReload.failed("%s: %s".formatted(what, ProblemTexts.describe(ex)));
		}
	}

	private List<ReloadProblem> validate(SnapshotValidator validator, BoundSnapshot next)
			throws RefusedReload, InterruptedException {
		String name = validator.getClass().getName();
		if (this.parts.calls().hangs(validator)) {
			throw RefusedReload.failed(name + " has not come back from a reload before");
		}
		try {
			return this.parts.calls()
				.call(validator, validator.getClass().getSimpleName(), this.limits.listenerTimeout(),
						() -> validator.problems(next))
				.stream()
				.map((text) -> ReloadProblem.of(ValueMask.shortened(text)))
				.toList();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (TimeoutException ex) {
			throw RefusedReload.failed(name + " failed: " + ProblemTexts.describe(ex));
		}
		catch (Exception ex) {
			return List.of(ReloadProblem.of(name + " failed: " + ProblemTexts.describe(ex)));
		}
	}

	/** Which keys take effect without a restart. */
	private Predicate<String> live(Settings next) throws RefusedReload, InterruptedException {
		Set<String> live = SettingsDiff.differing(this.old.settings(), next);
		live.addAll(SettingsDiff.differing(this.parts.store().first().settings(), next));
		Set<String> open = new HashSet<>(live);
		open.removeIf(this.parts.bound());
		open.removeAll(this.steps.applied(open));
		live.removeAll(open);
		return live::contains;
	}

	private ReloadAttempt commit(BoundSnapshot next) {
		this.parts.store().swap(next);
		Optional<ReloadProblem> failure = this.steps.commit();
		if (failure.isPresent()) {
			return rollBack(failure.get());
		}
		try {
			this.parts.data().follow(next.settings().environment());
			this.parts.store().environmentUnknown(false);
		}
		catch (RuntimeException | Error ex) {
			// Too late to go back: the listeners have committed, and readers have read.
			this.parts.store().environmentUnknown(true);
			return end(ReloadOutcome.UNKNOWN,
					"Generation %d is in force, but the Environment has not followed: restart this instance"
						.formatted(next.generation()),
					List.of(ReloadProblem.of("the Environment could not follow: " + ProblemTexts.describe(ex))));
		}
		return end(ReloadOutcome.APPLIED, "Generation %d is in force: %s".formatted(next.generation(), summary())
				+ this.parts.data().warning().map((text) -> ", but " + text).orElse(""), List.of());
	}

	private ReloadAttempt rollBack(ReloadProblem failure) {
		this.parts.store().swap(this.old);
		List<ReloadProblem> problems = new ArrayList<>(List.of(failure));
		problems.addAll(this.steps.rollBack());
		if (!this.steps.isUnknown()) {
			return end(ReloadOutcome.FAILED, "The old configuration is in force again", problems);
		}
		this.parts.store().listenersUnknown();
		return end(ReloadOutcome.UNKNOWN,
				"The old records are in force, but what a listener has done is not known: restart this instance",
				problems);
	}

	private String summary() {
		return "%d keys changed, %d of them need a restart".formatted(this.diff.changed(), this.diff.restart());
	}

	private ReloadAttempt end(ReloadOutcome outcome, String message, List<ReloadProblem> all) {
		List<ReloadProblem> problems = all.subList(0, Math.min(all.size(), MOST));
		String text = (problems.size() < all.size())
				? "%s: the first %d of %d problems".formatted(message, MOST, all.size()) : message;
		return new ReloadAttempt(outcome, this.request.trigger(), this.at,
				Duration.ofNanos(this.parts.clock().nanoTime() - this.startNanos),
				this.parts.store().current().generation(), text, problems, this.diff.changes(), this.diff.changed());
	}

}
