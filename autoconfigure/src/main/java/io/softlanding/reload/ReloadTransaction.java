package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.softlanding.drain.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reload, from the first look at the files to the last word about it. Runs on one
 * thread, once.
 */
final class ReloadTransaction {

	private static final Logger logger = LoggerFactory.getLogger(ReloadTransaction.class);

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

	private final List<Prepared> prepared = new ArrayList<>();

	private ReloadState state = ReloadState.NEW;

	/** Whether this thread was, and has to be told when all is done. */
	private boolean interrupted;

	private SettingsDiff diff = new SettingsDiff(List.of(), 0, 0);

	/** A listener and what it is ready to do. */
	private record Prepared(ReloadListener listener, ReloadListener.Step step) {
	}

	ReloadTransaction(ReloadRequest request, ReloadParts parts) {
		this.request = request;
		this.parts = parts;
		this.old = parts.store().current();
		this.limits = this.old.get(ReloadProperties.class);
		this.at = parts.time().instant();
		this.startNanos = parts.clock().nanoTime();
	}

	ReloadAttempt run() {
		try {
			return reload();
		}
		finally {
			if (this.interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private ReloadAttempt reload() {
		try {
			verifyRunning();
			enter(ReloadState.READING);
			Settings settings = this.parts.reader().read(this.old.settings(), this.limits, this.request.force());
			if (settings.digest().equals(this.old.digest())) {
				return end(ReloadOutcome.UNCHANGED, this.parts.store().isUnknown()
						? "The files say what is in force, but what an earlier reload has left behind is not known: "
								+ "restart this instance"
						: "The files say what is in force", List.of());
			}
			enter(ReloadState.BINDING);
			BoundSnapshot next = bind(settings);
			Predicate<String> live = live(settings);
			this.diff = SettingsDiff.of(this.old.settings(), settings, live, this.parts.mask());
			next = next
				.requiringRestart(SettingsDiff.restartRequired(this.parts.store().first().settings(), settings, live));
			enter(ReloadState.PREPARING);
			prepare(next);
			if (this.request.dryRun()) {
				discard();
				return end(ReloadOutcome.VALID, "It could be applied: " + summary(), List.of());
			}
			verifyRunning();
			enter(ReloadState.COMMITTING);
			return commit(next);
		}
		catch (RefusedReload ex) {
			discard();
			return end(ex.outcome(), ex.text(), ex.problems());
		}
		catch (InterruptedException ex) {
			this.interrupted = true;
			discard();
			return end(ReloadOutcome.REFUSED, "The reload was interrupted", List.of());
		}
		catch (RuntimeException | Error ex) {
			discard();
			boolean swapped = this.parts.store().current() != this.old;
			return end(swapped ? ReloadOutcome.UNKNOWN : ReloadOutcome.FAILED,
					"The reload failed: " + ProblemTexts.describe(ex), List.of());
		}
	}

	/** The one way from one state to the next. */
	private void enter(ReloadState next) {
		this.state = this.state.to(next);
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
		BoundRecords records = this.parts.binder().bind(settings.environment());
		records.problems().stream().filter((problem) -> !unresolved.containsKey(problem.key())).forEach(problems::add);
		Map<String, ReloadProblem> unknown = new TreeMap<>(records.unknown());
		// A key that nobody knew before either is no new mistake.
		unknown.keySet().removeAll(this.old.unknownKeys());
		problems.addAll(unknown.values());
		if (!problems.isEmpty()) {
			throw RefusedReload.invalid("The configuration is invalid", problems);
		}
		BoundSnapshot next = new BoundSnapshot(this.parts.store().nextGeneration(), this.at, this.request.trigger(),
				settings, this.parts.binder().types(), records.values(), records.unknown().keySet());
		for (SnapshotValidator validator : this.parts.validators()) {
			problems.addAll(validate(validator, next));
		}
		if (!problems.isEmpty()) {
			throw RefusedReload.invalid("The configuration is invalid", problems);
		}
		// With limits that these files are beyond, no next reload could be made.
		StableReader.verifySizes(settings.keysByLocation().keySet(), next.get(ReloadProperties.class));
		return next;
	}

	private List<ReloadProblem> validate(SnapshotValidator validator, BoundSnapshot next)
			throws RefusedReload, InterruptedException {
		String name = validator.getClass().getName();
		if (this.parts.calls().hangs(validator)) {
			throw failed(name + " has not come back from a reload before");
		}
		try {
			return waiting(() -> this.parts.calls().problems(validator, this.limits.listenerTimeout(), next)).stream()
				.map((text) -> ReloadProblem.of(ValueMask.shortened(text)))
				.toList();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (TimeoutException ex) {
			throw failed(name + " failed: " + ProblemTexts.describe(ex));
		}
		catch (Exception ex) {
			return List.of(ReloadProblem.of(name + " failed: " + ProblemTexts.describe(ex)));
		}
	}

	/**
	 * Which keys take effect without a restart. Each listener is asked about all that
	 * nobody has taken before in one call, because a call is handed to another thread.
	 */
	private Predicate<String> live(Settings next) throws RefusedReload, InterruptedException {
		Set<String> open = SettingsDiff.differing(this.old.settings(), next);
		open.addAll(SettingsDiff.differing(this.parts.store().first().settings(), next));
		Set<String> live = new HashSet<>(open);
		open.removeIf(this.parts.bound());
		for (ReloadListener listener : this.parts.listeners()) {
			if (this.parts.calls().hangs(listener)) {
				throw failed("Listener %s has not come back from a reload before".formatted(name(listener)));
			}
			Set<String> asked = Set.copyOf(open);
			try {
				open.removeAll(call(listener, () -> asked.stream().filter(listener::applies).toList()));
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw failed("Listener %s could not say what it applies: %s".formatted(name(listener),
						ProblemTexts.describe(ex)));
			}
		}
		live.removeAll(open);
		return live::contains;
	}

	private void prepare(BoundSnapshot next) throws RefusedReload, InterruptedException {
		for (ReloadListener listener : this.parts.listeners()) {
			try {
				this.prepared.add(new Prepared(listener, prepare(listener, next)));
			}
			catch (InvalidConfigurationException ex) {
				throw RefusedReload.invalid("Listener %s cannot follow".formatted(name(listener)),
						List.of(ReloadProblem.of(ValueMask.shortened(String.valueOf(ex.getMessage())))));
			}
			catch (InterruptedException | RefusedReload ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw failed("Listener %s could not prepare: %s".formatted(name(listener), ProblemTexts.describe(ex)));
			}
		}
	}

	/** What is ready too late is let go at once, by whoever is late. */
	private ReloadListener.Step prepare(ReloadListener listener, BoundSnapshot next) throws Exception {
		Optional<ReloadListener.Step> step = waiting(() -> this.parts.calls()
			.call(listener, this.limits.listenerTimeout(), () -> Optional.ofNullable(listener.prepare(this.old, next)),
					(late) -> late.ifPresent(ReloadListener.Step::discard)));
		return step.orElseThrow(() -> failed("Listener %s has prepared no step".formatted(name(listener))));
	}

	private static RefusedReload failed(String message) {
		return new RefusedReload(ReloadOutcome.FAILED, message, List.of());
	}

	private ReloadAttempt commit(BoundSnapshot next) {
		this.parts.store().swap(next);
		Deque<Prepared> done = new ArrayDeque<>();
		for (Prepared one : this.prepared) {
			done.push(one);
			try {
				commit(one);
			}
			catch (Exception | Error ex) {
				this.prepared.removeAll(done);
				return rollBack(done, one.listener(), ex);
			}
		}
		this.prepared.clear();
		try {
			this.parts.data().follow(next.settings().environment());
		}
		catch (RuntimeException | Error ex) {
			// Too late to go back: the listeners have committed, and readers have read.
			return end(ReloadOutcome.UNKNOWN,
					"Generation %d is in force, but the Environment has not followed: restart this instance"
						.formatted(next.generation()),
					List.of(ReloadProblem.of("the Environment could not follow: " + ProblemTexts.describe(ex))));
		}
		return end(ReloadOutcome.APPLIED, "Generation %d is in force: %s".formatted(next.generation(), summary()),
				List.of());
	}

	/**
	 * What is committed too late is rolled back once more, by whoever is late: it was
	 * rolled back before it was done.
	 */
	private void commit(Prepared one) throws Exception {
		Optional<Throwable> failure = waiting(
				() -> this.parts.calls().call(one.listener(), this.limits.listenerTimeout(), () -> {
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

	private ReloadAttempt rollBack(Deque<Prepared> done, ReloadListener failed, Throwable failure) {
		enter(ReloadState.ROLLING_BACK);
		this.parts.store().swap(this.old);
		List<ReloadProblem> problems = new ArrayList<>();
		problems.add(ReloadProblem
			.of("listener %s could not commit: %s".formatted(name(failed), ProblemTexts.describe(failure))));
		boolean unknown = failure instanceof TimeoutException || failure instanceof InterruptedException;
		for (Prepared one : done) {
			try {
				call(one.listener(), () -> {
					one.step().rollback();
					return true;
				});
			}
			catch (Exception | Error ex) {
				unknown = true;
				problems.add(ReloadProblem.of("listener %s could not roll back: %s".formatted(name(one.listener()),
						ProblemTexts.describe(ex))));
			}
		}
		discard();
		return end(unknown ? ReloadOutcome.UNKNOWN : ReloadOutcome.FAILED, unknown
				? "The old records are in force, but what a listener has done is not known: " + "restart this instance"
				: "The old configuration is in force again", problems);
	}

	/** Lets go of what was prepared and will not be committed. */
	private void discard() {
		for (Prepared one : this.prepared) {
			try {
				call(one.listener(), () -> {
					one.step().discard();
					return true;
				});
			}
			catch (Exception ex) {
				logger.warn("Listener {} could not let go of what it had prepared: {}", name(one.listener()),
						ProblemTexts.describe(ex));
			}
		}
		this.prepared.clear();
	}

	private <T> T call(ReloadListener listener, Callable<T> call) throws Exception {
		return waiting(() -> this.parts.calls().call(listener, this.limits.listenerTimeout(), call));
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
		return this.parts.calls().name(listener);
	}

	private String summary() {
		return "%d keys changed, %d of them need a restart".formatted(this.diff.changed(), this.diff.restart());
	}

	private ReloadAttempt end(ReloadOutcome outcome, String message, List<ReloadProblem> all) {
		enter(ReloadState.ENDED);
		if (outcome == ReloadOutcome.UNKNOWN || outcome == ReloadOutcome.APPLIED) {
			this.parts.store().unknown(outcome == ReloadOutcome.UNKNOWN);
		}
		List<ReloadProblem> problems = all.subList(0, Math.min(all.size(), MOST));
		String text = (problems.size() < all.size())
				? "%s: the first %d of %d problems".formatted(message, MOST, all.size()) : message;
		return new ReloadAttempt(outcome, this.request.trigger(), this.at,
				Duration.ofNanos(this.parts.clock().nanoTime() - this.startNanos),
				this.parts.store().current().generation(), text, problems, this.diff.changes(), this.diff.changed());
	}

}
