/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Values that something in the application changes after they were read, for example to
 * decrypt them. The environment is compared with what was read at the start. A reload
 * takes changed values from the environment, and refuses new ones that only the
 * application could change in the same way.
 */
final class TransformedValues {

	/** For example {cipher}..., ENC(...), ENC[...] or vault:v1:... */
	private static final Pattern MARKED = Pattern.compile("(\\{[\\w.-]+}|\\w+[(\\[]|vault:v\\d+:).+", Pattern.DOTALL);

	/** Also what may be an ordinary value, such as that of a URL. */
	private static final Pattern PREFIXED = Pattern.compile("(\\{[\\w.-]+}|\\w+[(\\[]|[\\w.-]+::?).+", Pattern.DOTALL);

	/** What may be encrypted in a way of which the start has shown nothing. */
	private static final Pattern ENCRYPTED = Pattern
		.compile("(?:\\{[\\w.-]+}|[A-Z_]{2,}[(\\[]|vault:v\\d+:)[\\w+/=:.$-]{16,}[)\\]]?");

	/** What no mark is part of. */
	private static final Pattern PLAIN = Pattern.compile("[\\w\\s.,/-]*|https?://[\\w.:/-]*");

	/** Sources whose values override those of files, and are not made of them. */
	private static final Set<String> OVERRIDING = Set.of("commandLineArgs", "systemProperties", "systemEnvironment",
			"servletConfigInitParams", "servletContextInitParams", "jndiProperties", "spring.application.json",
			"random", "Inlined Test Properties", "Dynamic Test Properties", "test");

	/** What was read at the start. */
	private final List<EnumerablePropertySource<?>> read;

	/** By key and value as it was read, the source that has the value in force. */
	private final Map<List<String>, PropertySource<?>> inForce = new HashMap<>();

	/** How values begin that are changed after they were read. */
	private final Set<String> marks = new LinkedHashSet<>(List.of("{cipher}", "ENC("));

	/** How values begin that look changed, and are in force as they were read. */
	private final Set<String> plainMarks = new HashSet<>();

	/** Names of sources that are in the environment as they were read. */
	private final Set<String> untouched = new HashSet<>();

	/** What changes values, for messages. */
	private @Nullable String by;

	/** Whether a source was wrapped or replaced, so that new values may be changed. */
	private boolean wrapped;

	/** Whether the start has shown how changed values are marked. */
	private boolean marksKnown;

	/** Whether values without a mark are changed. */
	private boolean unmarked;

	/**
	 * Compares the environment with what was read.
	 * @param read what was read at the start, or {@code null} if that failed
	 * @param now what is read now
	 * @param live finds the source in the environment that was made of one that was read
	 * @param secrets takes the keys of values that may have been decrypted
	 */
	TransformedValues(@Nullable List<EnumerablePropertySource<?>> read, List<EnumerablePropertySource<?>> now,
			Function<PropertySource<?>, @Nullable PropertySource<?>> live, ConfigurableEnvironment environment,
			Consumer<String> secrets) {
		this.read = (read != null) ? read : List.of();
		List<PropertySource<?>> above = above(environment,
				(source) -> now.stream().anyMatch((one) -> live.apply(one) == source));
		for (EnumerablePropertySource<?> source : (read != null) ? read : now) {
			PropertySource<?> made = live.apply(source);
			boolean replaced = made != null && isReplaced(source, made);
			if (made != null && replaced) {
				wrappedBy((made.getClass() != source.getClass()) ? made.getClass().getName() : describe(made));
			}
			else if (made != null) {
				this.untouched.add(source.getName());
			}
			else {
				above.stream()
					.filter((one) -> Arrays.stream(source.getPropertyNames()).allMatch(one::containsProperty))
					.findFirst()
					.ifPresent((one) -> wrappedBy(describe(one)));
			}
			if (read != null) {
				for (String key : source.getPropertyNames()) {
					compare(key, source, made, replaced, above, secrets);
				}
			}
		}
	}

	private void wrappedBy(String by) {
		this.by = by;
		this.wrapped = true;
	}

	/** Whether a source is not the loader's own, of which a copy has another map. */
	private static boolean isReplaced(PropertySource<?> read, PropertySource<?> made) {
		return made.getClass() != read.getClass() || made.getSource().getClass() != read.getSource().getClass();
	}

	private void compare(String key, EnumerablePropertySource<?> source, @Nullable PropertySource<?> made,
			boolean replaced, List<PropertySource<?>> above, Consumer<String> secrets) {
		String raw = text(source, key);
		String mark = mark(MARKED, raw);
		if (made != null && !raw.equals(text(made, key))
				&& (replaced || isUnmarked(made, key, mark(PREFIXED, raw)) || hasLostOrigin(key, source, made))) {
			this.inForce.put(List.of(key, raw), made);
			this.wrapped = true;
			this.untouched.remove(source.getName());
			boolean known = mark != null || made.getClass() != source.getClass() || hasLostOrigin(key, source, made);
			secrets.accept(key);
			changed(made.getClass().getName(), known ? mark : mark(PREFIXED, raw));
		}
		else {
			above.stream().filter((one) -> differs(one, key, raw)).findFirst().ifPresentOrElse((one) -> {
				secrets.accept(key);
				if (isUnmarked(one, key, mark)) {
					changed(describe(one), mark);
				}
			}, () -> this.plainMarks.add((mark != null) ? mark : ""));
		}
	}

	private static @Nullable String mark(Pattern pattern, String raw) {
		Matcher matcher = pattern.matcher(raw);
		return matcher.matches() ? matcher.group(1) : null;
	}

	private void changed(String by, @Nullable String mark) {
		this.by = by;
		if (mark != null) {
			this.marks.add(mark);
			this.marksKnown = true;
		}
		else {
			this.unmarked = true;
		}
	}

	/** Whether a value that was marked is no longer, as one that was decrypted. */
	private static boolean isUnmarked(PropertySource<?> source, String key, @Nullable String mark) {
		return mark != null && !text(source, key).startsWith(mark);
	}

	/** A file that was edited during the start has other values too, but origins. */
	private static boolean hasLostOrigin(String key, PropertySource<?> source, PropertySource<?> made) {
		return OriginLookup.getOrigin(source, key) != null && OriginLookup.getOrigin(made, key) == null;
	}

	private static boolean differs(PropertySource<?> source, String key, String raw) {
		return source.containsProperty(key) && !raw.equals(text(source, key));
	}

	/** Sources above the files that may have been made of them. */
	private static List<PropertySource<?>> above(ConfigurableEnvironment environment,
			Predicate<PropertySource<?>> isRead) {
		return environment.getPropertySources()
			.stream()
			.takeWhile((source) -> !isRead.test(source))
			.filter((source) -> !isOverriding(source))
			.toList();
	}

	static boolean isOverriding(PropertySource<?> source) {
		return OVERRIDING.contains(source.getName())
				|| ConfigurationPropertySources.isAttachedConfigurationPropertySource(source);
	}

	static String text(PropertySource<?> source, String key) {
		try {
			return String.valueOf(source.getProperty(key));
		}
		catch (RuntimeException ex) {
			// A value that cannot be decrypted, or a file that cannot be read.
			return ex.getClass().getName();
		}
	}

	/**
	 * Replaces values that were changed after they were read by those in force.
	 * @return by key, why a value cannot be taken
	 */
	Map<String, String> keep(ConfigData.Candidate candidate) {
		Map<String, String> refused = new LinkedHashMap<>();
		List<PropertySource<?>> above = above(candidate, candidate::isRead);
		for (EnumerablePropertySource<?> source : candidate.read()) {
			Map<String, PropertySource<?>> kept = new HashMap<>();
			for (String key : source.getPropertyNames()) {
				String raw = text(source, key);
				PropertySource<?> made = this.inForce.get(List.of(key, raw));
				if (made != null) {
					kept.put(key, made);
				}
				else if (this.read.stream()
					.noneMatch((one) -> one.containsProperty(key) && raw.equals(text(one, key)))) {
					String reason = reason(key, raw, above, !this.untouched.contains(source.getName()));
					if (reason != null) {
						refused.putIfAbsent(key, reason);
					}
				}
			}
			if (!kept.isEmpty()) {
				candidate.getPropertySources().replace(source.getName(), new Kept(source, kept));
			}
		}
		refuseRemoved(candidate, above, refused);
		return refused;
	}

	/** What was made of a value that is no longer there would stay in force. */
	private void refuseRemoved(ConfigData.Candidate candidate, List<PropertySource<?>> above,
			Map<String, String> refused) {
		for (EnumerablePropertySource<?> source : this.read) {
			for (String key : source.getPropertyNames()) {
				if (candidate.read().stream().noneMatch((one) -> one.containsProperty(key))) {
					above.stream()
						.filter((one) -> differs(one, key, text(source, key)))
						.findFirst()
						.ifPresent((one) -> refused.putIfAbsent(key,
								"it was removed, and %s still has what was made of its value"
									.formatted(describe(one))));
				}
			}
		}
	}

	/** Why a value that was not there at the start cannot be taken. */
	private @Nullable String reason(String key, String raw, List<PropertySource<?>> above, boolean mayBeWrapped) {
		for (PropertySource<?> source : above) {
			if (differs(source, key, raw)) {
				return "its value is that of %s, which is only made when the application starts"
					.formatted(describe(source));
			}
		}
		boolean unverified = this.wrapped && mayBeWrapped && !(this.marksKnown && PLAIN.matcher(raw).matches());
		boolean unknown = ENCRYPTED.matcher(raw).matches()
				&& !this.plainMarks.contains(Objects.requireNonNullElse(mark(MARKED, raw), ""));
		if (!this.unmarked && !unverified && !unknown && this.marks.stream().noneMatch(raw::startsWith)) {
			return null;
		}
		return (this.by != null)
				? "only %s can change this value as the application needs it: restart the application for that"
					.formatted(this.by)
				: "it looks encrypted, and nothing is known to decrypt it";
	}

	private static String describe(PropertySource<?> source) {
		return "the property source '%s' (%s)".formatted(source.getName(), source.getClass().getName());
	}

	/** A source with the keys of one that was read and the values of another one. */
	static PropertySource<?> listed(EnumerablePropertySource<?> read, PropertySource<?> made) {
		Map<String, PropertySource<?>> all = new HashMap<>();
		for (String key : read.getPropertyNames()) {
			all.put(key, made);
		}
		return new Kept(read, all);
	}

	private static final class Kept extends EnumerablePropertySource<EnumerablePropertySource<?>>
			implements OriginLookup<String> {

		private final Map<String, PropertySource<?>> kept;

		Kept(EnumerablePropertySource<?> source, Map<String, PropertySource<?>> kept) {
			super(source.getName(), source);
			this.kept = kept;
		}

		@Override
		public String[] getPropertyNames() {
			return this.source.getPropertyNames();
		}

		@Override
		public @Nullable Object getProperty(String name) {
			return Objects.requireNonNullElse(this.kept.get(name), this.source).getProperty(name);
		}

		@Override
		public @Nullable Origin getOrigin(String key) {
			return OriginLookup.getOrigin(this.source, key);
		}

	}

}
