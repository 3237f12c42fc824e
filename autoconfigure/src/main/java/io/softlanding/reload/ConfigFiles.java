package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The files that a configuration was read from, and those beside them that it might be
 * read from the next time. They are told apart by their content: times and inodes say
 * nothing about the links that a mounted ConfigMap consists of.
 */
final class ConfigFiles {

	private static final List<String> LOCATIONS = List.of("spring.config.location", "spring.config.additional-location",
			"spring.config.import");

	private static final int DEEPEST = 8;

	private final Set<Path> files = new TreeSet<>();

	private final Set<Path> directories = new TreeSet<>();

	private final Set<Path> trees = new TreeSet<>();

	private ConfigFiles() {
	}

	/** The files of a configuration. */
	static ConfigFiles of(Settings settings) {
		ConfigFiles files = new ConfigFiles();
		settings.keysByLocation().keySet().forEach((location) -> ConfigSources.path(location).ifPresent((path) -> {
			if (ConfigSources.isTree(location)) {
				files.trees.add(path);
			}
			else {
				files.files.add(path);
				Path parent = path.toAbsolutePath().getParent();
				if (parent != null) {
					files.directories.add(parent);
				}
			}
		}));
		ConfigurableEnvironment environment = settings.environment();
		if (!environment.containsProperty("spring.config.location")) {
			files.directories.add(Path.of(".").toAbsolutePath());
			files.directories.add(Path.of("config").toAbsolutePath());
		}
		for (String key : LOCATIONS) {
			String value = settings.value(key);
			String locations = (value != null) ? value : environment.getProperty(key, "");
			Arrays.stream(locations.split("[,;]")).forEach(files::addLocation);
		}
		return files;
	}

	private void addLocation(String location) {
		String path = location.trim().replaceFirst("^optional:", "");
		if (path.startsWith("configtree:")) {
			this.trees.add(Path.of(path.substring("configtree:".length()).replaceFirst("\\*/?$", "")));
		}
		else if (path.startsWith("file:")) {
			Path file = Path
				.of(path.substring("file:".length()).replaceFirst("\\*/?$", "").replaceFirst("\\[.*]$", ""));
			(path.endsWith("/") ? this.directories : this.files).add(file);
		}
	}

	/** The files that were named or found. */
	Set<Path> files() {
		return this.files;
	}

	/**
	 * Reads all files.
	 * @param maxBytes larger files are not read; their size and time stand for them
	 * @return a digest of their contents, which exists whatever state they are in
	 */
	String digest(long maxBytes) {
		Set<Path> all = new TreeSet<>(this.files);
		this.directories.forEach((directory) -> list(directory, 1).filter(ConfigFiles::isConfig).forEach(all::add));
		this.trees.forEach((tree) -> list(tree, DEEPEST).forEach(all::add));
		MessageDigest digest = Settings.sha256();
		for (Path file : all) {
			digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0xff);
			digest.update(content(file, maxBytes));
			digest.update((byte) 0xff);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static boolean isConfig(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(".yml") || name.endsWith(".yaml") || name.endsWith(".properties");
	}

	private static Stream<Path> list(Path directory, int depth) {
		try (Stream<Path> walk = Files.walk(directory, depth, FileVisitOption.FOLLOW_LINKS)) {
			return walk.filter((path) -> path.equals(directory) || !path.getFileName().toString().startsWith(".."))
				.filter(Files::isRegularFile)
				.sorted(Comparator.naturalOrder())
				.toList()
				.stream();
		}
		catch (IOException | UncheckedIOException ex) {
			// Not there, or a loop of links: the reading will say so.
			return Stream.empty();
		}
	}

	private static byte[] content(Path file, long maxBytes) {
		try {
			if (!Files.isRegularFile(file)) {
				// A pipe or a device may be read for ever.
				return "no file".getBytes(StandardCharsets.UTF_8);
			}
			long size = Files.size(file);
			if (size > maxBytes) {
				return (size + " " + Files.getLastModifiedTime(file)).getBytes(StandardCharsets.UTF_8);
			}
			return Settings.sha256().digest(Files.readAllBytes(file));
		}
		catch (IOException ex) {
			return ex.getClass().getName().getBytes(StandardCharsets.UTF_8);
		}
	}

}
