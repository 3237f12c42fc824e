/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The files that a configuration was read from, and those that it might be read from the
 * next time. They are compared by content: times and inodes say nothing about the links
 * that a mounted ConfigMap consists of.
 */
final class ConfigFiles {

	private static final String IMPORT = "spring.config.import";

	private static final List<String> LOCATIONS = List.of("spring.config.location", "spring.config.additional-location",
			IMPORT);

	private static final Bindable<List<String>> NAMES = Bindable.listOf(String.class);

	private static final int DEEPEST = 8;

	private final Set<Path> files = new TreeSet<>();

	private final Set<Path> directories = new TreeSet<>();

	/** Those whose immediate subdirectories are searched, as by a wildcard. */
	private final Set<Path> parents = new TreeSet<>();

	private final Set<Path> trees = new TreeSet<>();

	/** How the names of files in directories begin. */
	private final Set<String> prefixes = new TreeSet<>();

	private ConfigFiles() {
	}

	static ConfigFiles of(ConfigurableEnvironment environment) {
		Binder all = Binder.get(environment);
		ConfigFiles files = new ConfigFiles();
		files.prefixes.addAll(all.bind("spring.config.name", NAMES).orElse(List.of("application")));
		Path working = Path.of("").toAbsolutePath();
		if (!environment.containsProperty("spring.config.location")) {
			files.directories.add(working);
			files.directories.add(working.resolve("config"));
			files.parents.add(working.resolve("config"));
		}
		LOCATIONS.forEach((key) -> all.bind(key, NAMES).ifBound((names) -> files.addAll(names, working)));
		// Each document has its own imports.
		ConfigSources.of(environment).forEach((source) -> {
			files.addSource(ConfigSources.location(source));
			files.addImports(environment, source, working);
		});
		return files;
	}

	/** Whether these include all others. */
	boolean cover(ConfigFiles others) {
		return this.files.containsAll(others.files) && this.directories.containsAll(others.directories)
				&& this.parents.containsAll(others.parents) && this.trees.containsAll(others.trees);
	}

	private void addSource(String location) {
		ConfigSources.path(location).ifPresent((path) -> {
			if (ConfigSources.isTree(location)) {
				this.trees.add(path);
			}
			else {
				this.files.add(path);
				Path parent = path.toAbsolutePath().getParent();
				if (parent != null) {
					this.directories.add(parent);
				}
			}
		});
	}

	private void addImports(ConfigurableEnvironment environment, EnumerablePropertySource<?> source, Path working) {
		if (Arrays.stream(source.getPropertyNames())
			.noneMatch((name) -> name.toLowerCase(Locale.ROOT).endsWith("import") || name.endsWith("]"))) {
			return;
		}
		Path parent = ConfigSources.path(ConfigSources.location(source))
			.map((path) -> path.toAbsolutePath().getParent())
			.orElse(working);
		Binder binder = new Binder(ConfigurationPropertySources.from(source),
				new PropertySourcesPlaceholdersResolver(environment));
		binder.bind(IMPORT, NAMES).ifBound((names) -> addAll(names, parent));
	}

	private void addAll(List<String> names, Path parent) {
		names.stream().flatMap((name) -> Arrays.stream(name.split(";"))).forEach((name) -> addLocation(name, parent));
	}

	private void addLocation(String name, Path parent) {
		String location = name.trim().replaceFirst("^optional:", "").replaceFirst("^resource:", "");
		try {
			if (location.startsWith("configtree:")) {
				this.trees.add(Path.of(location.substring("configtree:".length()).replaceFirst("\\*/?$", "")));
			}
			else if (location.startsWith("file:")) {
				addFile(location.substring("file:".length()), Path.of(""));
			}
			else if (!location.contains(":")) {
				addFile(location, parent);
			}
		}
		catch (InvalidPathException ex) {
			// The reading reports it.
		}
	}

	private void addFile(String name, Path parent) {
		int wildcard = name.indexOf("*/");
		if (wildcard >= 0) {
			this.parents.add(parent.resolve(name.substring(0, wildcard)));
			String file = name.substring(wildcard + 2);
			if (!file.isEmpty()) {
				this.prefixes.add(file);
			}
		}
		else {
			(name.endsWith("/") ? this.directories : this.files).add(parent.resolve(name.replaceFirst("\\[.*]$", "")));
		}
	}

	/** A digest of all contents. Larger files are represented by size and time. */
	String digest(long maxBytes) {
		return digest((file) -> content(file, maxBytes));
	}

	/** The same with the times: a file that was rewritten has changed. */
	String state(long maxBytes) {
		return digest(ConfigFiles::attributes, (file) -> content(file, maxBytes));
	}

	@SafeVarargs
	private String digest(Function<Path, byte[]>... parts) {
		Set<Path> all = new TreeSet<>(this.files);
		this.directories.forEach((directory) -> list(directory, 1, this::isConfig).forEach(all::add));
		this.parents.forEach((parent) -> list(parent, 2, this::isConfig).forEach(all::add));
		this.trees.forEach((tree) -> list(tree, DEEPEST, (file) -> true).forEach(all::add));
		MessageDigest digest = SettingsDigest.sha256();
		for (Path file : all) {
			digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
			for (Function<Path, byte[]> part : parts) {
				digest.update((byte) 0xff);
				digest.update(part.apply(file));
			}
			digest.update((byte) 0xff);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static byte[] attributes(Path file) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return (attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey())
				.getBytes(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.getClass().getName().getBytes(StandardCharsets.UTF_8);
		}
	}

	private boolean isConfig(Path file) {
		String name = file.getFileName().toString();
		return (name.endsWith(".yml") || name.endsWith(".yaml") || name.endsWith(".properties"))
				&& this.prefixes.stream().anyMatch(name::startsWith);
	}

	private static List<Path> list(Path directory, int depth, Predicate<Path> wanted) {
		try (Stream<Path> walk = Files.walk(directory, depth, FileVisitOption.FOLLOW_LINKS)) {
			return walk.filter((path) -> path.equals(directory) || !path.getFileName().toString().startsWith(".."))
				.filter(wanted)
				.filter(Files::isRegularFile)
				.toList();
		}
		catch (IOException | UncheckedIOException ex) {
			// Not there, or a loop of links, which the reading reports.
			return List.of();
		}
	}

	private static byte[] content(Path file, long maxBytes) {
		try {
			if (!Files.isRegularFile(file)) {
				// Reading a pipe or a device may not end.
				return "no file".getBytes(StandardCharsets.UTF_8);
			}
			long size = Files.size(file);
			if (size > maxBytes) {
				return (size + " " + Files.getLastModifiedTime(file)).getBytes(StandardCharsets.UTF_8);
			}
			return SettingsDigest.sha256().digest(Files.readAllBytes(file));
		}
		catch (IOException ex) {
			return ex.getClass().getName().getBytes(StandardCharsets.UTF_8);
		}
	}

}
