package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.softlanding.drain.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reload, from the first look at the files to the last word about it. Runs on one
 * thread, once.
 */
final class ReloadTransaction {

	private static final Logger logger = LoggerFactory.getLogger(ReloadTransaction.class);

	private final ReloadRequest request;

	private final ReloadParts parts;

	private final BoundSnapshot old;

	private final ReloadProperties limits;

	private final Instant at;

	private final long startNanos;

	private final List<Prepared> prepared = new ArrayList<>();

	private ReloadState state = ReloadState.NEW;

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
			verifyRunning();
			enter(ReloadState.READING);
			Settings settings = this.parts.reader().read(this.old.settings(), this.limits, this.request.force());
			if (settings.digest().equals(this.old.digest())) {
				return end(ReloadOutcome.UNCHANGED, "The files say what is in force", List.of());
			}
			enter(ReloadState.BINDING);
			BoundSnapshot next = bind(settings);
			this.diff = SettingsDiff.of(this.old.settings(), settings, this.parts::isLive, this.parts.mask());
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
			discard();
			Thread.currentThread().interrupt();
			return end(ReloadOutcome.REFUSED, "The reload was interrupted", List.of());
		}
		catch (RuntimeException | Error ex) {
			discard();
			boolean swapped = this.parts.store().current() != this.old;
			return end(swapped ? ReloadOutcome.UNKNOWN : ReloadOutcome.FAILED, "The reload failed: " + describe(ex),
					List.of());
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

	private BoundSnapshot bind(Settings settings) throws RefusedReload {
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
		return next;
	}

	private static List<ReloadProblem> validate(SnapshotValidator validator, BoundSnapshot next) {
		try {
			return validator.problems(next)
				.stream()
				.map((text) -> ReloadProblem.of(ValueMask.shortened(text)))
				.toList();
		}
		catch (RuntimeException ex) {
			return List.of(ReloadProblem.of(validator.getClass().getName() + " failed: " + describe(ex)));
		}
	}

	private void prepare(BoundSnapshot next) throws RefusedReload {
		for (ReloadListener listener : this.parts.listeners()) {
			if (this.parts.calls().hangs(listener)) {
				throw failed("Listener %s has not come back from a reload before".formatted(listener.name()));
			}
		}
		for (ReloadListener listener : this.parts.listeners()) {
			try {
				this.prepared.add(new Prepared(listener, call(listener, () -> listener.prepare(this.old, next))));
			}
			catch (InvalidConfigurationException ex) {
				throw RefusedReload.invalid("Listener %s cannot follow".formatted(listener.name()),
						List.of(ReloadProblem.of(ValueMask.shortened(String.valueOf(ex.getMessage())))));
			}
			catch (Exception ex) {
				throw failed("Listener %s could not prepare: %s".formatted(listener.name(), describe(ex)));
			}
		}
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
				call(one.listener(), () -> {
					one.step().commit();
					return true;
				});
			}
			catch (Exception ex) {
				this.prepared.removeAll(done);
				return rollBack(done, one.listener(), ex);
			}
		}
		this.prepared.clear();
		this.parts.data().follow(next.settings().environment());
		return end(ReloadOutcome.APPLIED, "Generation %d is in force: %s".formatted(next.generation(), summary()),
				List.of());
	}

	private ReloadAttempt rollBack(Deque<Prepared> done, ReloadListener failed, Exception failure) {
		enter(ReloadState.ROLLING_BACK);
		this.parts.store().swap(this.old);
		List<ReloadProblem> problems = new ArrayList<>();
		problems.add(ReloadProblem.of("listener %s could not commit: %s".formatted(failed.name(), describe(failure))));
		boolean unknown = failure instanceof TimeoutException || failure instanceof InterruptedException;
		for (Prepared one : done) {
			try {
				call(one.listener(), () -> {
					one.step().rollback();
					return true;
				});
			}
			catch (Exception ex) {
				unknown = true;
				problems.add(ReloadProblem
					.of("listener %s could not roll back: %s".formatted(one.listener().name(), describe(ex))));
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
				logger.warn("Listener {} could not let go of what it had prepared: {}", one.listener().name(),
						describe(ex));
			}
		}
		this.prepared.clear();
	}

	private <T> T call(ReloadListener listener, Callable<T> call) throws Exception {
		return this.parts.calls().call(listener, this.limits.listenerTimeout(), call);
	}

	private String summary() {
		return "%d keys changed, %d of them need a restart".formatted(this.diff.changed(), this.diff.restart());
	}

	/** What was thrown and where, without its message: that may have a secret in it. */
	private static String describe(@Nullable Throwable failure) {
		if (failure instanceof TimeoutException) {
			return "it did not return in time";
		}
		if (failure == null) {
			return "unknown";
		}
		if (failure instanceof ExecutionException) {
			return describe(failure.getCause());
		}
		StackTraceElement[] stack = failure.getStackTrace();
		return failure.getClass().getName() + ((stack.length > 0) ? " at " + stack[0] : "");
	}

	private ReloadAttempt end(ReloadOutcome outcome, String message, List<ReloadProblem> problems) {
		enter(ReloadState.ENDED);
		return new ReloadAttempt(outcome, this.request.trigger(), this.at,
				Duration.ofNanos(this.parts.clock().nanoTime() - this.startNanos),
				this.parts.store().current().generation(), message, problems, this.diff.changes(), this.diff.changed());
	}

}
