/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the configuration of a running application once more, files and imports alike, in
 * the way Spring Boot did when it started, into an environment of its own, and lets the
 * live one follow.
 */
final class ConfigData {

	private static final String DEFAULTS = "defaultProperties";

	private final ConfigurableEnvironment live;

	private final Wrapper wrapper;

	private final ValueMask mask;

	/** Profiles that are active although no file names them, if known. */
	private volatile @Nullable Set<String> programmaticProfiles;

	/** What was read at the start, if it could be. */
	private volatile @Nullable List<EnumerablePropertySource<?>> first;

	/** Names of sources in the live environment that were read. */
	private volatile Set<String> names = Set.of();

	/** The name of a source that cannot list its keys. */
	private volatile @Nullable String unlisted;

	/** Found by the first reload, so that all wrappers are there. */
	private @Nullable TransformedValues transformed;

	/** Wraps a source that was read as the application does, under the same name. */
	interface Wrapper extends UnaryOperator<PropertySource<?>> {

	}

	ConfigData(ConfigurableEnvironment live, Wrapper wrapper, ValueMask mask) {
		this.live = live;
		this.wrapper = wrapper;
		this.mask = mask;
	}

	/**
	 * Reads the configuration once more at the start. After an edit, it would not be
	 * known which profiles no file names, which sources were read, and which values
	 * something has changed since.
	 * @return whether it could be read
	 */
	boolean remember() {
		try {
			Candidate candidate = read(Set.of());
			Set<String> profiles = profiles(this.live);
			profiles.removeAll(profiles(candidate));
			if (!profiles.isEmpty()) {
				candidate = read(profiles);
			}
			this.programmaticProfiles = profiles;
			List<EnumerablePropertySource<?>> first = candidate.read();
			// A directory's files are not read before.
			first.forEach((source) -> keys(source).forEach((key) -> TransformedValues.text(source, key)));
			this.names = first.stream()
				.map(this::counterpart)
				.filter(Objects::nonNull)
				.map(PropertySource::getName)
				.collect(Collectors.toSet());
			this.first = first;
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * A copy of what is in force, whose sources stay as they are when the live
	 * environment follows a reload. What was decrypted is masked from then on.
	 */
	Candidate copy() {
		List<EnumerablePropertySource<?>> first = this.first;
		Candidate copy = copy(this.live);
		copy.names.addAll(this.names);
		if (first != null) {
			transformed(first, first);
			for (EnumerablePropertySource<?> source : first) {
				PropertySource<?> made = counterpart(source);
				if (made != null && !(made instanceof EnumerablePropertySource<?>)) {
					copy.getPropertySources().replace(made.getName(), TransformedValues.listed(source, made));
				}
			}
		}
		return copy;
	}

	private TransformedValues transformed(@Nullable List<EnumerablePropertySource<?>> read,
			List<EnumerablePropertySource<?>> now) {
		return new TransformedValues(read, now, this::counterpart, this.live, this.mask::hide);
	}

	/**
	 * The live source with the same name, or else with the same keys, because some
	 * sources have another name each time.
	 */
	private @Nullable PropertySource<?> counterpart(PropertySource<?> read) {
		MutablePropertySources sources = this.live.getPropertySources();
		PropertySource<?> same = sources.get(read.getName());
		if (same != null || !(read instanceof EnumerablePropertySource<?> one) || one.getPropertyNames().length == 0) {
			return same;
		}
		Set<String> keys = keys(one);
		return sources.stream()
			.filter((source) -> source instanceof EnumerablePropertySource<?> other
					&& !TransformedValues.isOverriding(source) && keys.equals(keys(other)))
			.findFirst()
			.orElse(null);
	}

	private static Set<String> keys(EnumerablePropertySource<?> source) {
		return new HashSet<>(List.of(source.getPropertyNames()));
	}

	private Set<String> programmaticProfiles() {
		Set<String> known = this.programmaticProfiles;
		if (known != null) {
			return known;
		}
		Set<String> profiles = profiles(this.live);
		if (!profiles.isEmpty()) {
			profiles.removeAll(profiles(read(Set.of())));
		}
		this.programmaticProfiles = profiles;
		return profiles;
	}

	/** Reads the configuration. It fails if Spring Boot would not start with it. */
	Candidate read() {
		Candidate candidate = read(programmaticProfiles());
		candidate.read().forEach((source) -> candidate.getPropertySources().replace(source.getName(), wrapped(source)));
		TransformedValues transformed = this.transformed;
		if (transformed == null) {
			List<EnumerablePropertySource<?>> first = this.first;
			transformed = transformed((first != null) ? first.stream().map(this::wrapped).toList() : null,
					candidate.read());
			this.transformed = transformed;
			this.first = null;
		}
		candidate.refused = transformed.keep(candidate);
		// It does not change, and each key is looked up many times.
		ConfigurationPropertyCaching.get(candidate).enable();
		return candidate;
	}

	private Candidate read(Set<String> profiles) {
		Candidate candidate = new Candidate();
		if (!profiles.isEmpty()) {
			candidate.setActiveProfiles(profiles.toArray(String[]::new));
		}
		MutablePropertySources sources = candidate.getPropertySources();
		List<PropertySource<?>> after = new ArrayList<>();
		boolean passed = false;
		for (PropertySource<?> source : this.live.getPropertySources()) {
			if (isRead(source)) {
				passed = true;
			}
			else if (passed && !source.getName().equals(DEFAULTS)) {
				after.add(source);
			}
			else if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
				sources.addLast(source);
			}
		}
		ConfigurationPropertySources.attach(candidate);
		List<PropertySource<?>> given = sources.stream().toList();
		// The other variants of this method take a type that moved in Spring Boot 4.
		ConfigDataEnvironmentPostProcessor.applyTo(candidate);
		sources.stream()
			.filter((source) -> given.stream().noneMatch((one) -> one == source))
			.toList()
			.forEach((source) -> add(candidate, source));
		PropertySource<?> defaults = sources.remove(DEFAULTS);
		after.stream().filter((source) -> !sources.contains(source.getName())).forEach(sources::addLast);
		if (defaults != null) {
			sources.addLast(defaults);
		}
		return candidate;
	}

	/** Adds what was read. What has no list of its keys cannot be compared, and stays. */
	private void add(Candidate candidate, PropertySource<?> source) {
		candidate.names.add(source.getName());
		PropertySource<?> old = this.live.getPropertySources().get(source.getName());
		if (old != null && !(source instanceof EnumerablePropertySource<?>)) {
			candidate.getPropertySources().replace(source.getName(), old);
			this.unlisted = source.getName();
		}
	}

	/** A warning about sources that no reload changes. */
	Optional<String> warning() {
		return Optional.ofNullable(this.unlisted)
			.map((name) -> "the values of '%s' do not change: this source cannot list its keys".formatted(name));
	}

	private EnumerablePropertySource<?> wrapped(EnumerablePropertySource<?> source) {
		if (!(this.wrapper.apply(source) instanceof EnumerablePropertySource<?> wrapped) || wrapped == source) {
			return source;
		}
		for (String key : source.getPropertyNames()) {
			if (!TransformedValues.text(source, key).equals(TransformedValues.text(wrapped, key))) {
				this.mask.hide(key);
			}
		}
		return wrapped;
	}

	private boolean isRead(PropertySource<?> source) {
		return ConfigSources.isFile(source) || this.names.contains(source.getName());
	}

	/** A copy of an environment where nothing has been read a second time. */
	static Candidate copy(ConfigurableEnvironment environment) {
		Candidate copy = new Candidate();
		copy.setActiveProfiles(environment.getActiveProfiles());
		environment.getPropertySources()
			.stream()
			.filter((source) -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
			.forEach(copy.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(copy);
		return copy;
	}

	/** The profiles that only one of both environments has. */
	Set<String> profilesThatDiffer(ConfigurableEnvironment candidate) {
		Set<String> differ = profiles(candidate);
		profiles(this.live).stream().filter((profile) -> !differ.remove(profile)).toList().forEach(differ::add);
		return differ;
	}

	private static Set<String> profiles(ConfigurableEnvironment environment) {
		return new LinkedHashSet<>(List.of(environment.getActiveProfiles()));
	}

	/**
	 * Replaces the sources of the live environment by those of a candidate. No key that
	 * both have is ever missing, even if it has moved to another file.
	 */
	void follow(ConfigurableEnvironment candidate) {
		MutablePropertySources target = this.live.getPropertySources();
		List<PropertySource<?>> next = candidate.getPropertySources()
			.stream()
			.filter((source) -> (candidate instanceof Candidate one) ? one.isRead(source) : isRead(source))
			.toList();
		Set<String> names = next.stream().map(PropertySource::getName).collect(Collectors.toSet());
		List<String> old = target.stream()
			.filter((source) -> isRead(source) || names.contains(source.getName()))
			.map(PropertySource::getName)
			.toList();
		CompositePropertySource all = new CompositePropertySource("softlandingReload");
		next.forEach(all::addPropertySource);
		// It answers for the others while they are replaced.
		if (!old.isEmpty()) {
			target.addBefore(old.get(0), all);
		}
		else if (target.contains(DEFAULTS)) {
			target.addBefore(DEFAULTS, all);
		}
		else {
			target.addLast(all);
		}
		try {
			old.forEach(target::remove);
			String previous = all.getName();
			for (PropertySource<?> source : next) {
				target.addAfter(previous, source);
				previous = source.getName();
			}
		}
		finally {
			target.remove(all.getName());
			this.names = names;
		}
	}

	/** An environment whose profiles come from Spring Boot only. */
	static final class Candidate extends StandardEnvironment {

		private final Set<String> names = new HashSet<>();

		private Map<String, String> refused = Map.of();

		/** Whether a source was read, as those of files are. */
		boolean isRead(PropertySource<?> source) {
			return this.names.contains(source.getName()) || ConfigSources.isFile(source);
		}

		List<EnumerablePropertySource<?>> read() {
			return ConfigSources.of(this);
		}

		/** By key, why a value cannot be taken. */
		Map<String, String> refused() {
			return this.refused;
		}

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
		}

		@Override
		protected @Nullable String doGetActiveProfilesProperty() {
			return null;
		}

		@Override
		protected @Nullable String doGetDefaultProfilesProperty() {
			return null;
		}

	}

}
