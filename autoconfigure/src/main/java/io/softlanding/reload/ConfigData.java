package io.softlanding.reload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the files of a running application once more, in the way Spring Boot did at its
 * start, into an environment that nobody else sees; and lets the live one follow.
 */
final class ConfigData {

	private static final String DEFAULTS = "defaultProperties";

	private final ConfigurableEnvironment live;

	private final ClassLoader classLoader;

	/**
	 * Active without any file saying so, as far as files said when the application
	 * started; {@code null} until they were asked.
	 */
	private volatile @Nullable Set<String> programmaticProfiles;

	ConfigData(ConfigurableEnvironment live, ClassLoader classLoader) {
		this.live = live;
		this.classLoader = classLoader;
	}

	/**
	 * Remembers which profiles no file names. Called when the application starts: once a
	 * file was edited, it may not name a profile any more that it named then. Where there
	 * are none, nothing is read.
	 * @return whether it could be found out; the first reload will ask again otherwise
	 */
	boolean remember() {
		try {
			programmaticProfiles();
			return true;
		}
		catch (RuntimeException ex) {
			// Edited just now.
			return false;
		}
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

	/**
	 * Reads the files.
	 * @return an environment that differs from the live one in what files say only
	 * @throws RuntimeException if Spring Boot would not have started with these files
	 */
	ConfigurableEnvironment read() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// Resources are looked up with it, and threads of signals may have another one.
		thread.setContextClassLoader(this.classLoader);
		try {
			return read(programmaticProfiles());
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private ConfigurableEnvironment read(Set<String> profiles) {
		ConfigurableEnvironment candidate = new CandidateEnvironment();
		if (!profiles.isEmpty()) {
			candidate.setActiveProfiles(profiles.toArray(String[]::new));
		}
		MutablePropertySources sources = candidate.getPropertySources();
		List<PropertySource<?>> after = new ArrayList<>();
		boolean passed = false;
		for (PropertySource<?> source : this.live.getPropertySources()) {
			if (ConfigSources.isConfig(source)) {
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
		// The other variants of this method take a type that moved in Spring Boot 4.
		ConfigDataEnvironmentPostProcessor.applyTo(candidate);
		PropertySource<?> defaults = sources.remove(DEFAULTS);
		after.stream().filter((source) -> !sources.contains(source.getName())).forEach(sources::addLast);
		if (defaults != null) {
			sources.addLast(defaults);
		}
		// Nobody changes it, and each key is looked up many times.
		ConfigurationPropertyCaching.get(candidate).enable();
		return candidate;
	}

	/**
	 * A copy whose sources stay what they are when the live environment follows a reload.
	 */
	static ConfigurableEnvironment copy(ConfigurableEnvironment environment) {
		ConfigurableEnvironment copy = new CandidateEnvironment();
		copy.setActiveProfiles(environment.getActiveProfiles());
		environment.getPropertySources()
			.stream()
			.filter((source) -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
			.forEach(copy.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(copy);
		return copy;
	}

	/** The profiles that an environment has and the live one has not, or the reverse. */
	Set<String> profilesThatDiffer(ConfigurableEnvironment candidate) {
		Set<String> differ = new LinkedHashSet<>(profiles(candidate));
		differ.removeAll(profiles(this.live));
		Set<String> gone = new LinkedHashSet<>(profiles(this.live));
		gone.removeAll(profiles(candidate));
		differ.addAll(gone);
		return differ;
	}

	private static Set<String> profiles(ConfigurableEnvironment environment) {
		return new LinkedHashSet<>(List.of(environment.getActiveProfiles()));
	}

	/**
	 * Puts the files' sources of a candidate in the place of those of the live
	 * environment. Whoever reads a key meanwhile finds what it was or what it will be: no
	 * key that both have is ever missing, also one that has moved to another file.
	 * @param candidate what {@link #read()} has returned
	 */
	void follow(ConfigurableEnvironment candidate) {
		MutablePropertySources target = this.live.getPropertySources();
		List<String> old = target.stream().filter(ConfigSources::isConfig).map(PropertySource::getName).toList();
		List<PropertySource<?>> next = new ArrayList<>();
		candidate.getPropertySources().stream().filter(ConfigSources::isConfig).forEach(next::add);
		CompositePropertySource all = new CompositePropertySource("softlandingReload");
		next.forEach(all::addPropertySource);
		// From here on it answers for each of the others, which come and go behind it.
		if (old.isEmpty()) {
			addFirstOne(target, all);
		}
		else {
			target.addBefore(old.get(0), all);
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
			// Left behind, it would be above all files that are read after it.
			target.remove(all.getName());
		}
	}

	private static void addFirstOne(MutablePropertySources target, PropertySource<?> source) {
		if (target.contains(DEFAULTS)) {
			target.addBefore(DEFAULTS, source);
		}
		else {
			target.addLast(source);
		}
	}

	/** An environment with nothing in it, whose profiles come from Spring Boot only. */
	private static final class CandidateEnvironment extends StandardEnvironment {

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
