/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * All keys that were read, with the values that are in force: overridden by environment
 * variables and arguments where they are, and with placeholders resolved.
 */
final class Settings {

	private static final PropertyPlaceholderHelper PLACEHOLDERS = new PropertyPlaceholderHelper("${", "}", ":", '\\',
			false);

	private final ConfigurableEnvironment environment;

	private final String fingerprint;

	private final Map<String, String> values = new TreeMap<>();

	/** The same by names, whatever their spelling. Made when it is needed first. */
	private volatile @Nullable Map<ConfigurationPropertyName, String> valuesByName;

	/** By key, the keys in its placeholders and their values. */
	private final Map<String, Map<String, @Nullable String>> ingredients = new HashMap<>();

	/** By key, why placeholders could not be resolved. The value is as it is written. */
	private final Map<String, String> unresolved = new TreeMap<>();

	/** Keys whose values are files of a tree, or those of a remote store of secrets. */
	private final Set<String> ofTrees = new HashSet<>();

	/** Keys whose values cannot be read. */
	private final Set<String> unreadable = new TreeSet<>();

	/** The keys that each file, directory or import has, as they are written there. */
	private final Map<String, Set<String>> keysByLocation = new LinkedHashMap<>();

	private Settings(ConfigurableEnvironment environment, String fingerprint) {
		this.environment = environment;
		this.fingerprint = fingerprint;
		ConfigSources.of(environment).forEach(this::add);
	}

	static Settings of(ConfigurableEnvironment environment) {
		return of(environment, SettingsDigest.fingerprint(environment));
	}

	/** With a fingerprint that is known already. */
	static Settings of(ConfigurableEnvironment environment, String fingerprint) {
		return new Settings(environment, fingerprint);
	}

	private void add(EnumerablePropertySource<?> source) {
		List<String> names = List.of(source.getPropertyNames());
		String location = ConfigSources.location(source);
		this.keysByLocation.computeIfAbsent(location, (read) -> new HashSet<>()).addAll(names);
		if (ConfigSources.isSecret(location)) {
			this.ofTrees.addAll(names);
		}
		for (String name : names) {
			if (!this.values.containsKey(name)) {
				this.values.put(name, resolve(name, Objects.requireNonNullElse(raw(name), "")));
			}
		}
	}

	/**
	 * The value before its placeholders are resolved. {@code random.*} is left alone,
	 * because each reading of it differs, which is no change of the configuration.
	 */
	private @Nullable String raw(String name) {
		if (name.startsWith("random.")) {
			return "random";
		}
		// The first source is Spring Boot's view of all others, with relaxed names.
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			try {
				Object value = source.getProperty(name);
				if (value instanceof ConfigTreePropertySource.Value) {
					this.ofTrees.add(name);
				}
				if (value != null) {
					return String.valueOf(value);
				}
			}
			catch (RuntimeException ex) {
				this.unreadable.add(name);
				return null;
			}
		}
		return null;
	}

	private String resolve(String key, String raw) {
		if (!raw.contains("${")) {
			return raw;
		}
		try {
			return PLACEHOLDERS.replacePlaceholders(raw, (name) -> {
				String value = raw(name);
				this.ingredients.computeIfAbsent(key, (made) -> new HashMap<>()).put(name, value);
				return value;
			});
		}
		catch (IllegalArgumentException ex) {
			// The message contains the value.
			boolean circular = String.valueOf(ex.getMessage()).contains("ircular");
			this.unresolved.put(key, circular ? "refers to itself" : "refers to a key that does not exist");
			return raw;
		}
	}

	/** Whether a value below a prefix is another one each time it is read. */
	boolean areRandom(Predicate<ConfigurationPropertyName> covers) {
		return this.ingredients.entrySet()
			.stream()
			.anyMatch((key) -> key.getValue().keySet().stream().anyMatch((name) -> name.startsWith("random."))
					&& covers.test(ConfigurationPropertyName.adapt(key.getKey(), '.')));
	}

	/** The keys whose values differ, in their order. */
	Set<String> differing(Settings other) {
		Set<String> keys = new TreeSet<>(this.values.keySet());
		keys.addAll(other.values.keySet());
		keys.removeIf((key) -> Objects.equals(this.values.get(key), other.values.get(key)));
		return keys;
	}

	ConfigurableEnvironment environment() {
		return this.environment;
	}

	String fingerprint() {
		return this.fingerprint;
	}

	Set<String> keys() {
		return this.values.keySet();
	}

	/** The value of a key, in any spelling. */
	@Nullable String value(String key) {
		String value = this.values.get(key);
		if (value != null) {
			return value;
		}
		Map<ConfigurationPropertyName, String> byName = this.valuesByName;
		if (byName == null) {
			Map<ConfigurationPropertyName, String> all = new HashMap<>();
			// All spellings of a name have the same value.
			this.values.forEach((name, one) -> all.put(ConfigurationPropertyName.adapt(name, '.'), one));
			byName = all;
			this.valuesByName = all;
		}
		return byName.get(ConfigurationPropertyName.adapt(key, '.'));
	}

	/** A value as answers and logs may show it. */
	@Nullable String shown(String key, ValueMask mask) {
		String value = this.values.get(key);
		return (value != null && hasSecret(key, mask)) ? ValueMask.MASKED : mask.mask(key, value);
	}

	/**
	 * Whether the value is that of a mounted Secret, contains that of a secret key, or
	 * has placeholders that could not be resolved.
	 */
	boolean hasSecret(String key, ValueMask mask) {
		return this.ofTrees.contains(key) || this.unresolved.containsKey(key)
				|| this.ingredients.getOrDefault(key, Map.of())
					.entrySet()
					.stream()
					.anyMatch((used) -> ValueMask.isSecret(used.getKey()) || this.ofTrees.contains(used.getKey())
							|| mask.hides(used.getKey(), used.getValue()));
	}

	Map<String, String> unresolved() {
		return this.unresolved;
	}

	Set<String> unreadable() {
		return this.unreadable;
	}

	Map<String, Set<String>> keysByLocation() {
		return this.keysByLocation;
	}

	/** Where a value is written. */
	@Nullable Origin origin(String key) {
		return this.environment.getPropertySources()
			.stream()
			.filter((source) -> source.containsProperty(key))
			.map((source) -> OriginLookup.getOrigin(source, key))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
