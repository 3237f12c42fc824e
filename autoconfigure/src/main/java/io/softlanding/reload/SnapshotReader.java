/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.softlanding.time.DurationProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Reads, binds and compares the next configuration, as one call with a timeout, and asks
 * each {@link SnapshotValidator}.
 */
final class SnapshotReader {

	private static final int MAX_CHANGES = 100;

	/** Read when the application starts only. */
	private static final ConfigurationPropertyName ENABLED = ConfigurationPropertyName.of(ReloadProperties.ENABLED);

	private final StableReader files;

	private final SnapshotStore store;

	private final RecordBinder binder;

	private final List<SnapshotValidator> validators;

	private final TimedCalls calls;

	private final Duration timeout;

	private final ValueMask mask;

	private final ProblemTexts texts;

	/** What a call that hangs is doing. */
	private volatile Stage stage = Stage.READ;

	/**
	 * Creates a reader.
	 * @param timeout maximum time for reading, binding and comparing, without the time
	 * for which the files have to stay unchanged
	 */
	SnapshotReader(StableReader files, SnapshotStore store, RecordBinder binder, List<SnapshotValidator> validators,
			TimedCalls calls, Duration timeout, ValueMask mask, ProblemTexts texts) {
		this.files = files;
		this.store = store;
		this.binder = binder;
		this.validators = validators;
		this.calls = calls;
		this.timeout = timeout;
		this.mask = mask;
		this.texts = texts;
	}

	/** What may hang, and the outcome then. */
	private enum Stage {

		READ(ReloadOutcome.INVALID, "The files cannot be read", "is one a pipe, or an import slow?"),

		BIND(ReloadOutcome.FAILED, "The records cannot be bound", "does a converter or a constraint hang?"),

		COMPARE(ReloadOutcome.FAILED, "The differences cannot be shown", "does a SanitizingFunction hang?");

		private final ReloadOutcome outcome;

		private final String message;

		private final String question;

		Stage(ReloadOutcome outcome, String message, String question) {
			this.outcome = outcome;
			this.message = message;
			this.question = question;
		}

		ReloadRefusedException hangs(String when) {
			return new ReloadRefusedException(this.outcome, "%s %s: %s".formatted(this.message, when, this.question),
					List.of());
		}

		ReloadRefusedException failed(Throwable failure) {
			return new ReloadRefusedException(this.outcome,
					"%s (%s)".formatted(this.message, ProblemTexts.describe(failure)), List.of());
		}

	}

	/**
	 * A configuration that differs from the one in force.
	 *
	 * @param snapshot the snapshot
	 * @param changed keys that differ from the configuration in force
	 * @param sinceStart keys that differ from the configuration at the start
	 * @param open those of both that no record has
	 * @param shown the first hundred changes, by key
	 */
	record Next(BoundSnapshot snapshot, Set<String> changed, Set<String> sinceStart, Set<String> open,
			Map<String, ReloadChange> shown) {

		List<ReloadChange> changes(Set<String> restart) {
			return this.shown.entrySet()
				.stream()
				.map((one) -> new ReloadChange(one.getValue().key(), one.getValue().before(), one.getValue().after(),
						restart.contains(one.getKey())))
				.toList();
		}

		List<String> restartRequired(Set<String> restart) {
			return this.sinceStart.stream()
				.filter(restart::contains)
				.limit(MAX_CHANGES)
				.map(ValueMask::shortened)
				.toList();
		}

		String summary(Set<String> restart) {
			return "%d keys changed, %d of them need a restart".formatted(this.changed.size(),
					this.changed.stream().filter(restart::contains).count());
		}

	}

	/**
	 * Reads the files.
	 * @return the next configuration, or {@code null} if it is the one in force
	 */
	@Nullable Next read(ReloadTrigger trigger, Instant at, boolean force) throws ReloadRefusedException, InterruptedException {
		if (this.calls.hangs(ConfigData.class)) {
			throw this.stage.hangs("because an earlier reload still hangs");
		}
		BoundSnapshot old = this.store.current();
		ReloadProperties limits = old.get(ReloadProperties.class);
		// A long settling time must not be taken from the reading.
		Duration limit = this.timeout.plus(limits.settle().multipliedBy(2));
		Next next;
		try {
			next = this.calls.call(ConfigData.class, "files", limit, () -> {
				this.stage = Stage.READ;
				Settings settings = this.files.read(old.settings(), limits, force, limit);
				return settings.fingerprint().equals(old.settings().fingerprint()) ? null
						: next(old, settings, trigger, at);
			});
		}
		catch (ReloadRefusedException | InterruptedException ex) {
			throw ex;
		}
		catch (TimeoutException ex) {
			throw this.stage.hangs("within " + DurationProperty.text(this.timeout));
		}
		catch (Exception ex) {
			throw this.stage.failed(ex);
		}
		if (next != null) {
			validate(next.snapshot(), limits.listenerTimeout());
		}
		return next;
	}

	private Next next(BoundSnapshot old, Settings settings, ReloadTrigger trigger, Instant at)
			throws ReloadRefusedException {
		this.stage = Stage.BIND;
		BoundSnapshot snapshot = bind(old, settings, trigger, at);
		// With limits that these files exceed, no other reload could be made.
		StableReader.verifySizes(settings.keysByLocation().keySet(), snapshot.get(ReloadProperties.class));
		this.stage = Stage.COMPARE;
		Set<String> changed = settings.differing(old.settings());
		Set<String> sinceStart = settings.differing(this.store.first().settings());
		Map<String, ReloadChange> shown = new LinkedHashMap<>();
		changed.stream()
			.limit(MAX_CHANGES)
			.forEach((key) -> shown.put(key, new ReloadChange(ValueMask.shortened(key),
					old.settings().shown(key, this.mask), settings.shown(key, this.mask), false)));
		Set<String> open = new TreeSet<>(changed);
		open.addAll(sinceStart);
		Predicate<ConfigurationPropertyName> bound = this.binder.bound();
		open.removeIf((key) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
			return !name.equals(ENABLED) && bound.test(name);
		});
		return new Next(snapshot, changed, sinceStart, open, shown);
	}

	private BoundSnapshot bind(BoundSnapshot old, Settings settings, ReloadTrigger trigger, Instant at)
			throws ReloadRefusedException {
		List<ReloadProblem> problems = new ArrayList<>();
		Map<String, String> unresolved = new TreeMap<>(settings.unresolved());
		// What could not be resolved at the start either is no new mistake.
		unresolved.keySet().removeAll(old.settings().unresolved().keySet());
		unresolved.forEach((key, reason) -> problems
			.add(this.texts.problem(key, settings.origin(key), reason, settings.value(key))));
		RecordBinder.Bound records = this.binder.bind(settings.environment());
		records.problems().stream().filter((problem) -> !unresolved.containsKey(problem.key())).forEach(problems::add);
		records.unknown().forEach((key, problem) -> {
			if (!old.unknownKeys().contains(key)) {
				problems.add(problem);
			}
		});
		if (!problems.isEmpty()) {
			throw ReloadRefusedException.invalid("The configuration is invalid", problems);
		}
		keepRandom(records.values(), old, settings);
		return new BoundSnapshot(this.store.nextGeneration(), at, trigger, settings, this.mask, this.binder.types(),
				records.values(), records.unknown().keySet(), List.of());
	}

	/** An edit of another key is no reason for other random values. */
	private void keepRandom(Object[] records, BoundSnapshot old, Settings settings) {
		Set<String> changed = settings.differing(old.settings());
		for (int i = 0; i < records.length; i++) {
			ReloadableType type = this.binder.types().get(i);
			if (settings.areRandom(type::covers)
					&& changed.stream().noneMatch((key) -> type.covers(ConfigurationPropertyName.adapt(key, '.')))) {
				records[i] = old.records()[i];
			}
		}
	}

	private void validate(BoundSnapshot next, Duration timeout) throws ReloadRefusedException, InterruptedException {
		List<ReloadProblem> problems = new ArrayList<>();
		for (SnapshotValidator validator : this.validators) {
			String name = validator.getClass().getName();
			if (this.calls.hangs(validator)) {
				throw ReloadRefusedException.failed(name + " has not returned from an earlier reload");
			}
			try {
				this.calls
					.call(validator, validator.getClass().getSimpleName(), timeout, () -> validator.problems(next))
					.forEach((text) -> problems.add(ReloadProblem.of(ValueMask.shortened(text))));
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (TimeoutException ex) {
				throw ReloadRefusedException.failed(name + " failed: " + ProblemTexts.describe(ex));
			}
			catch (Exception ex) {
				problems.add(ReloadProblem.of(name + " failed: " + ProblemTexts.describe(ex)));
			}
		}
		if (!problems.isEmpty()) {
			throw ReloadRefusedException.invalid("The configuration is invalid", problems);
		}
	}

}
