/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Recognises property sources that were read from files and imports.
 */
final class ConfigSources {

	private static final Pattern NAME = Pattern.compile("Config (?:resource|tree) '.*", Pattern.DOTALL);

	private static final Pattern DOCUMENT = Pattern.compile(" \\(document #\\d+\\)$");

	private static final Pattern FILE = Pattern.compile("Config resource 'file \\[(.*?)\\]'.*", Pattern.DOTALL);

	private static final Pattern CLASS_PATH = Pattern.compile("Config resource 'class path resource \\[(.*?)\\]'.*",
			Pattern.DOTALL);

	private static final Pattern TREE = Pattern.compile("Config tree '(.*?)'.*", Pattern.DOTALL);

	private ConfigSources() {
	}

	static boolean isFile(PropertySource<?> source) {
		return NAME.matcher(source.getName()).matches();
	}

	/** The sources that were read, and not made otherwise. */
	static List<EnumerablePropertySource<?>> of(ConfigurableEnvironment environment) {
		List<EnumerablePropertySource<?>> sources = new ArrayList<>();
		for (PropertySource<?> source : environment.getPropertySources()) {
			boolean read = (environment instanceof ConfigData.Candidate candidate) ? candidate.isRead(source)
					: isFile(source);
			if (read && source instanceof EnumerablePropertySource<?> enumerable) {
				sources.add(enumerable);
			}
		}
		return sources;
	}

	/** Whether a location that is no file is a store of secrets, as far as it says. */
	static boolean isSecret(String location) {
		return path(location).isEmpty() && (ValueMask.isSecret(location) || location.contains("vault"));
	}

	/** The name without the number of the document in a file. */
	static String location(PropertySource<?> source) {
		return DOCUMENT.matcher(source.getName()).replaceFirst("");
	}

	/** Whether a location is a directory with a file for each key. */
	static boolean isTree(String location) {
		return TREE.matcher(location).matches();
	}

	/** The file or directory of a location, if it is one of the file system. */
	static Optional<Path> path(String location) {
		Matcher file = FILE.matcher(location);
		Matcher tree = TREE.matcher(location);
		if (file.matches()) {
			return Optional.of(Path.of(file.group(1)));
		}
		if (tree.matches()) {
			return Optional.of(Path.of(tree.group(1)));
		}
		Matcher classPath = CLASS_PATH.matcher(location);
		return classPath.matches() ? unpacked(classPath.group(1)) : Optional.empty();
	}

	/** A resource that is a file: on a developer's machine it may change. */
	private static Optional<Path> unpacked(String resource) {
		ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
		URL url = (classLoader != null) ? classLoader.getResource(resource) : null;
		try {
			return (url != null && url.getProtocol().equals("file")) ? Optional.of(Path.of(url.toURI()))
					: Optional.empty();
		}
		catch (URISyntaxException ex) {
			return Optional.empty();
		}
	}

}
