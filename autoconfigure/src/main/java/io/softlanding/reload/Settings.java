/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
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
 * variables and arguments where they are, placeholders resolved.
 */
final class Settings {

	/** A placeholder with a default, which may be a secret. */
	private static final Pattern DEFAULT = Pattern.compile("\\$\\{[^}]*:");

	private final ConfigurableEnvironment environment;

	private final Map<String, String> values = new TreeMap<>();

	/** The same by names, whatever their spelling. Made when it is asked for. */
	private volatile @Nullable Map<ConfigurationPropertyName, String> valuesByName;

	/** Keys that were asked for what stands in placeholders, and what they had to say. */
	private final Map<String, Map<String, @Nullable String>> ingredients = new HashMap<>();

	/** Why a value could not be resolved; it stands as it is written then. */
	private final Map<String, String> unresolved = new TreeMap<>();

	/**
	 * Keys that were asked for, in any spelling, and whose values are files of a tree, or
	 * of a remote store of secrets.
	 */
	private final Set<String> ofTrees = new HashSet<>();

	/** Keys of a tree whose files cannot be read; they have no value then. */
	private final Set<String> unreadable = new TreeSet<>();

	/** The keys that each file, directory or import has, as they are written there. */
	private final Map<String, Set<String>> keysByLocation = new LinkedHashMap<>();

	private final String fingerprint;

	private Settings(ConfigurableEnvironment environment, String fingerprint) {
		this.environment = environment;
		this.fingerprint = fingerprint;
		Resolver resolver = new Resolver(environment, this.ofTrees, this.unreadable);
		ConfigSources.of(environment).forEach((source) -> add(source, resolver));
	}

	static Settings of(ConfigurableEnvironment environment) {
		return of(environment, fingerprint(environment));
	}

	/**
	 * For who has the {@link #fingerprint(ConfigurableEnvironment) fingerprint} already.
	 */
	static Settings of(ConfigurableEnvironment environment, String fingerprint) {
		return new Settings(environment, fingerprint);
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private void add(EnumerablePropertySource<?> source, Resolver resolver) {
		String[] names = source.getPropertyNames();
		String location = ConfigSources.location(source);
		this.keysByLocation.computeIfAbsent(location, (read) -> new HashSet<>()).addAll(List.of(names));
		if (ConfigSources.isSecret(location)) {
			this.ofTrees.addAll(List.of(names));
		}
		for (String name : names) {
			if (!this.values.containsKey(name)) {
				String raw = resolver.raw(name);
				this.values.put(name,
						resolver.resolve(name, (raw != null) ? raw : "", this.unresolved, this.ingredients));
			}
		}
	}

	/**
	 * What identifies all that was read, without resolving anything. Has secrets in it,
	 * and is never shown.
	 */
	static String fingerprint(ConfigurableEnvironment environment) {
		MessageDigest digest = sha256();
		for (EnumerablePropertySource<?> source : ConfigSources.of(environment)) {
			update(digest, source.getName());
			for (String name : source.getPropertyNames()) {
				update(digest, name);
				update(digest, content(source, name));
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	/**
	 * What identifies the values as they are written, so that instances can be compared.
	 * @param key what makes a digest of secrets safe to show; without one, they are left
	 * out
	 */
	String digest(ValueMask mask, @Nullable String key) {
		Map<String, String> written = new TreeMap<>();
		for (EnumerablePropertySource<?> source : ConfigSources.of(this.environment)) {
			for (String name : source.getPropertyNames()) {
				written.computeIfAbsent(name, (read) -> content(source, read));
			}
		}
		if (key == null) {
			written.replaceAll(
					(name, value) -> (hasSecret(name, mask) || mask.hides(name, value) || DEFAULT.matcher(value).find())
							? ValueMask.MASKED : value);
		}
		StringBuilder all = new StringBuilder();
		written.forEach((name, value) -> all.append(name).append('\uffff').append(value).append('\uffff'));
		byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
		return HexFormat.of().formatHex((key != null) ? hmac(key, text) : sha256().digest(text));
	}

	private static byte[] hmac(String key, byte[] text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return mac.doFinal(text);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

	/**
	 * The files of a tree are read here, also those that no configuration class needs.
	 */
	private static String content(PropertySource<?> source, String name) {
		try {
			return String.valueOf(source.getProperty(name));
		}
		catch (RuntimeException ex) {
			return ex.getClass().getName();
		}
	}

	private static void update(MessageDigest digest, String text) {
		digest.update(text.getBytes(StandardCharsets.UTF_8));
		// No text has this byte: "a" and "bc" are not "ab" and "c".
		digest.update((byte) 0xff);
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

	@Nullable String value(String key) {
		return this.values.get(key);
	}

	@Nullable String value(ConfigurationPropertyName name) {
		Map<ConfigurationPropertyName, String> byName = this.valuesByName;
		if (byName == null) {
			Map<ConfigurationPropertyName, String> all = new HashMap<>();
			// All spellings of a name have the same value.
			this.values.forEach((key, value) -> all.put(ConfigurationPropertyName.adapt(key, '.'), value));
			byName = all;
			this.valuesByName = all;
		}
		return byName.get(name);
	}

	/** A value as answers and logs may show it. */
	@Nullable String shown(String key, ValueMask mask) {
		String value = this.values.get(key);
		return (value != null && hasSecret(key, mask)) ? ValueMask.MASKED : mask.mask(key, value);
	}

	/**
	 * Whether it is that of a mounted Secret, was made with the value of a secret key, or
	 * stands as it is written.
	 */
	private boolean hasSecret(String key, ValueMask mask) {
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

	/** Binds what a listener needs: also what is set elsewhere than in files. */
	Binder binder() {
		return Binder.get(this.environment);
	}

	/** Where a value was written. */
	@Nullable Origin origin(String key) {
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source.containsProperty(key)) {
				Origin origin = OriginLookup.getOrigin(source, key);
				if (origin != null) {
					return origin;
				}
			}
		}
		return null;
	}

	/**
	 * Resolves placeholders as an environment does, but leaves {@code random.*} alone:
	 * each reading of it differs, which is no change of the configuration.
	 */
	private static final class Resolver {

		private final PropertyPlaceholderHelper placeholders = new PropertyPlaceholderHelper("${", "}", ":", '\\',
				false);

		private final ConfigurableEnvironment environment;

		private final Set<String> ofTrees;

		private final Set<String> unreadable;

		Resolver(ConfigurableEnvironment environment, Set<String> ofTrees, Set<String> unreadable) {
			this.environment = environment;
			this.ofTrees = ofTrees;
			this.unreadable = unreadable;
		}

		@Nullable String raw(String name) {
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

		String resolve(String key, String raw, Map<String, String> unresolved,
				Map<String, Map<String, @Nullable String>> ingredients) {
			if (!raw.contains("${")) {
				return raw;
			}
			try {
				return this.placeholders.replacePlaceholders(raw, (name) -> {
					String value = raw(name);
					ingredients.computeIfAbsent(key, (made) -> new HashMap<>()).put(name, value);
					return value;
				});
			}
			catch (IllegalArgumentException ex) {
				// Its message has the value in it.
				boolean circular = String.valueOf(ex.getMessage()).contains("ircular");
				unresolved.put(key, circular ? "refers to itself" : "refers to a key that does not exist");
				return raw;
			}
		}

	}

}
