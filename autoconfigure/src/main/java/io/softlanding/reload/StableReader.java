/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

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
import java.util.stream.Collectors;

import io.softlanding.time.NanoClock;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads the files when they have not changed for a while, and accepts them only if they
 * look complete: an empty or half-written file is valid YAML.
 */
class StableReader {

	private static final int READINGS = 10;

	private final ConfigData data;

	private final ProblemTexts texts;

	private final NanoClock clock;

	StableReader(ConfigData data, ProblemTexts texts, NanoClock clock) {
		this.data = data;
		this.texts = texts;
		this.clock = clock;
	}

	/**
	 * Reads the files until they stay unchanged.
	 * @param force whether to accept files that have lost most of their keys
	 * @param timeout maximum time for all readings
	 * @return what the files say, or the current settings if they say the same
	 */
	Settings read(Settings current, ReloadProperties limits, boolean force, Duration timeout)
			throws ReloadRefusedException, InterruptedException {
		long end = this.clock.nanoTime() + timeout.toNanos();
		try {
			return read(current, limits, force, end);
		}
		catch (RuntimeException ex) {
			throw ReloadRefusedException.invalid("The files cannot be read",
					List.of(this.texts.unreadable(ex, current.keysByLocation().keySet())));
		}
	}

	private Settings read(Settings current, ReloadProperties limits, boolean force, long end)
			throws ReloadRefusedException, InterruptedException {
		long maxBytes = limits.maxFileSize().toBytes();
		verifySizes(current.keysByLocation().keySet(), limits);
		ConfigFiles files = ConfigFiles.of(current.environment());
		for (int i = 0; i < READINGS && this.clock.nanoTime() - end <= 0; i++) {
			String before = files.state(maxBytes);
			long began = this.clock.nanoTime();
			ConfigData.Candidate candidate = this.data.read();
			verifyProfiles(candidate);
			String fingerprint = SettingsDigest.fingerprint(candidate);
			if (fingerprint.equals(current.fingerprint())) {
				return current;
			}
			this.clock.sleep(limits.settle().toNanos() - (this.clock.nanoTime() - began));
			String after = files.state(maxBytes);
			ConfigFiles next = ConfigFiles.of(candidate);
			if (after.equals(before) && files.cover(next)) {
				Settings settings = Settings.of(candidate, fingerprint);
				verifyTaken(candidate, settings);
				verifyReadable(current, settings);
				verifyWhole(current, settings, force);
				return settings;
			}
			files = next;
		}
		throw ReloadRefusedException.invalid("The files change while they are read");
	}

	static void verifySizes(Set<String> locations, ReloadProperties limits) throws ReloadRefusedException {
		for (String location : locations) {
			Optional<Path> path = ConfigSources.path(location);
			if (path.isPresent() && isSpecial(path.get())) {
				throw ReloadRefusedException.invalid("A path is not a regular file", List.of(new ReloadProblem(null,
						path.get().toString(), null, "it is neither a file nor a directory", null)));
			}
			if (path.isPresent() && size(path.get()) > limits.maxFileSize().toBytes()) {
				throw ReloadRefusedException.invalid("A file is too large", List.of(new ReloadProblem(null,
						path.get().toString(), null,
						"the file is larger than softlanding.reload.max-file-size (%s)".formatted(limits.maxFileSize()),
						null)));
			}
		}
	}

	/** A pipe or a device: reading it may not end. */
	private static boolean isSpecial(Path path) {
		return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
	}

	private static long size(Path path) {
		try {
			return Files.isRegularFile(path) ? Files.size(path) : 0;
		}
		catch (IOException ex) {
			// The reading reports it.
			return 0;
		}
	}

	private void verifyProfiles(ConfigurableEnvironment candidate) throws ReloadRefusedException {
		Set<String> profiles = this.data.profilesThatDiffer(candidate);
		if (!profiles.isEmpty()) {
			throw ReloadRefusedException.invalid("Profiles cannot be changed by a reload",
					List.of(new ReloadProblem("spring.profiles.active", null, null,
							"the active profiles would change by %s; restart the application for that"
								.formatted(ValueMask.shortened(profiles.toString())),
							null)));
		}
	}

	private void verifyTaken(ConfigData.Candidate candidate, Settings next) throws ReloadRefusedException {
		List<ReloadProblem> problems = new ArrayList<>();
		candidate.refused()
			.forEach((key, reason) -> problems.add(this.texts.problem(key, next.origin(key), reason, null)));
		if (!problems.isEmpty()) {
			throw ReloadRefusedException.invalid("Values cannot be read as the application has read them", problems);
		}
	}

	/** What could not be read at the start either is accepted. */
	private void verifyReadable(Settings current, Settings next) throws ReloadRefusedException {
		List<ReloadProblem> problems = next.unreadable()
			.stream()
			.filter((key) -> !current.unreadable().contains(key))
			.map((key) -> this.texts.problem(key, next.origin(key), "it cannot be read or decrypted", null))
			.toList();
		if (!problems.isEmpty()) {
			throw ReloadRefusedException.invalid("A value cannot be read", problems);
		}
	}

	private void verifyWhole(Settings current, Settings next, boolean force) throws ReloadRefusedException {
		List<ReloadProblem> problems = new ArrayList<>();
		// An import that is no file may have another name each time.
		Set<String> renamed = new HashSet<>();
		next.keysByLocation().forEach((location, keys) -> {
			if (ConfigSources.path(location).isEmpty() && !current.keysByLocation().containsKey(location)) {
				renamed.addAll(keys);
			}
		});
		current.keysByLocation().forEach((location, before) -> {
			Set<String> after = next.keysByLocation()
				.getOrDefault(location, ConfigSources.path(location).isEmpty() ? renamed : Set.of());
			int gone = gone(before, after);
			if (gone * 2 > before.size()) {
				problems.add(new ReloadProblem(null, this.texts.describe(location), null,
						after.isEmpty() ? "it is missing or empty and had %d keys".formatted(before.size())
								: "%d of its %d keys are missing".formatted(gone, before.size()),
						null));
			}
		});
		if (!problems.isEmpty() && !force) {
			throw ReloadRefusedException.invalid("Too many keys are missing: force the reload if this is intended",
					problems);
		}
	}

	/** How many keys are missing, in any spelling. */
	private static int gone(Set<String> before, Set<String> after) {
		Set<String> gone = new HashSet<>(before);
		gone.removeAll(after);
		if (!gone.isEmpty()) {
			Set<ConfigurationPropertyName> names = after.stream().map(StableReader::name).collect(Collectors.toSet());
			gone.removeIf((key) -> names.contains(name(key)));
		}
		return gone.size();
	}

	private static ConfigurationPropertyName name(String key) {
		return ConfigurationPropertyName.adapt(key, '.');
	}

}
