package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.NanoClock;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads the files until two readings are the same, and believes them only if they look
 * whole: an empty or half-written file is valid YAML. A reading that does not end, as
 * that of a pipe that is imported, is left alone.
 */
final class StableReader implements SettingsReader {

	private static final int READINGS = 10;

	private final ConfigData data;

	private final TimedCalls calls;

	private final Duration patience;

	private final ProblemTexts texts;

	private final NanoClock clock;

	/**
	 * Creates a reader.
	 * @param calls reads on a thread that may hang
	 * @param patience how long all readings of a reload may take
	 */
	StableReader(ConfigData data, TimedCalls calls, Duration patience, ProblemTexts texts, NanoClock clock) {
		this.data = data;
		this.calls = calls;
		this.patience = patience;
		this.texts = texts;
		this.clock = clock;
	}

	@Override
	public Settings read(Settings current, ReloadProperties limits, boolean force)
			throws RefusedReload, InterruptedException {
		Set<String> known = current.keysByLocation().keySet();
		long began = this.clock.nanoTime();
		long deadline = began + this.patience.toNanos();
		timed(known, deadline, () -> {
			verifySizes(known, limits);
			return known;
		});
		String digest = read(known, deadline).digest();
		for (int i = 1; !digest.equals(current.digest()); i++) {
			// Each reading opens the files in the same order: what the last one took has
			// passed for each of them.
			this.clock.sleep(limits.settle().toNanos() - (this.clock.nanoTime() - began));
			began = this.clock.nanoTime();
			Reading again = read(known, deadline);
			if (again.digest().equals(digest)) {
				Settings settings = timed(known, deadline, () -> Settings.of(again.environment(), again.digest()));
				verifyReadable(current, settings);
				verifyWhole(current, settings, force);
				return settings;
			}
			if (i == READINGS) {
				throw RefusedReload.invalid("The files change while they are read");
			}
			digest = again.digest();
		}
		return current;
	}

	/** Refuses files that are larger than they may be, and what is no file. */
	static void verifySizes(Set<String> locations, ReloadProperties limits) throws RefusedReload {
		for (String location : locations) {
			Optional<Path> path = ConfigSources.path(location);
			if (path.isPresent() && isSpecial(path.get())) {
				throw RefusedReload.invalid("A file is none", List.of(new ReloadProblem(null, path.get().toString(),
						null, "it is neither a file nor a directory", null)));
			}
			if (path.isPresent() && size(path.get()) > limits.maxFileSize().toBytes()) {
				throw RefusedReload.invalid("A file is too large", List.of(new ReloadProblem(null,
						path.get().toString(), null,
						"the file is larger than softlanding.reload.max-file-size (%s)".formatted(limits.maxFileSize()),
						null)));
			}
		}
	}

	/** A pipe or a device, which may be read for ever. */
	private static boolean isSpecial(Path path) {
		return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
	}

	private static long size(Path path) {
		try {
			return Files.isRegularFile(path) ? Files.size(path) : 0;
		}
		catch (IOException ex) {
			// The reading will say what is wrong with it.
			return 0;
		}
	}

	/** What was read, to the last byte: the files of a tree are opened for the digest. */
	private record Reading(ConfigurableEnvironment environment, String digest) {
	}

	private <T> T timed(Set<String> known, long deadline, Callable<T> reading)
			throws RefusedReload, InterruptedException {
		if (this.calls.hangs(this.data)) {
			throw RefusedReload.invalid("The files have not been read since a reload before: is one of them a pipe?");
		}
		try {
			return this.calls.call(this.data, "files", Duration.ofNanos(deadline - this.clock.nanoTime()), reading);
		}
		catch (RefusedReload | InterruptedException ex) {
			throw ex;
		}
		catch (TimeoutException ex) {
			throw RefusedReload.invalid("The files cannot be read within %s: is one of them a pipe?"
				.formatted(DurationProperty.text(this.patience)));
		}
		catch (Exception ex) {
			throw RefusedReload.invalid("The files cannot be read", List.of(this.texts.unreadable(ex, known)));
		}
	}

	private Reading read(Set<String> known, long deadline) throws RefusedReload, InterruptedException {
		Reading reading = timed(known, deadline, () -> {
			ConfigurableEnvironment candidate = this.data.read();
			return new Reading(candidate, Settings.digest(candidate));
		});
		Set<String> profiles = this.data.profilesThatDiffer(reading.environment());
		if (!profiles.isEmpty()) {
			throw RefusedReload.invalid("Profiles cannot be changed by a reload",
					List.of(new ReloadProblem("spring.profiles.active", null, null,
							"the active profiles would change by %s; restart the application for that"
								.formatted(ValueMask.shortened(profiles.toString())),
							null)));
		}
		return reading;
	}

	/** A file that could not be read when the application started did it no harm. */
	private void verifyReadable(Settings current, Settings next) throws RefusedReload {
		List<ReloadProblem> problems = next.unreadable()
			.stream()
			.filter((key) -> !current.unreadable().contains(key))
			.map((key) -> this.texts.problem(key, next.origin(key), "its file cannot be read", null))
			.toList();
		if (!problems.isEmpty()) {
			throw RefusedReload.invalid("A file cannot be read", problems);
		}
	}

	private static void verifyWhole(Settings current, Settings next, boolean force) throws RefusedReload {
		List<ReloadProblem> problems = new ArrayList<>();
		current.keysByLocation().forEach((location, before) -> {
			Set<String> after = next.keysByLocation().getOrDefault(location, Set.of());
			int gone = gone(before, after);
			if (gone * 2 > before.size()) {
				problems.add(new ReloadProblem(null, ConfigSources.describe(location), null,
						after.isEmpty() ? "it is missing or empty and had %d keys".formatted(before.size())
								: "%d of its %d keys are gone".formatted(gone, before.size()),
						null));
			}
		});
		if (!problems.isEmpty() && !force) {
			throw RefusedReload.invalid("Too many keys are gone: force the reload if that is meant", problems);
		}
	}

	/** How many keys are there no more, in no spelling. */
	private static int gone(Set<String> before, Set<String> after) {
		Set<String> gone = new HashSet<>(before);
		gone.removeAll(after);
		if (gone.isEmpty()) {
			return 0;
		}
		Set<ConfigurationPropertyName> names = new HashSet<>();
		after.forEach((key) -> names.add(name(key)));
		gone.removeIf((key) -> names.contains(name(key)));
		return gone.size();
	}

	private static ConfigurationPropertyName name(String key) {
		return ConfigurationPropertyName.adapt(key, '.');
	}

}
