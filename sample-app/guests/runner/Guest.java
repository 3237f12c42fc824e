import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A generated application: one source file whose comments say what it needs and what it is asked.
 * The directives are described in README.md.
 *
 * @param name simple name of its main class
 * @param lines its source
 */
record Guest(String name, List<String> lines) {

	private static final String STARTER = "org.springframework.boot:spring-boot-starter";

	static List<Guest> all(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			List<Guest> guests = new ArrayList<>();
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).sorted().toList()) {
				guests.add(new Guest(file.getFileName().toString().replace(".java", ""), Files.readAllLines(file)));
			}
			return guests;
		}
	}

	/** Values of a directive: those for every line of Boot, and those for this one. */
	List<String> values(String directive, Boot boot) {
		List<String> values = new ArrayList<>();
		for (String line : this.lines) {
			for (String key : List.of("//" + directive, "//" + directive + boot.major())) {
				if (line.equals(key) || line.startsWith(key + " ")) {
					values.add(line.substring(key.length()).trim());
				}
			}
		}
		return values;
	}

	boolean has(String directive, Boot boot) {
		return !values(directive, boot).isEmpty();
	}

	String value(String directive, Boot boot, String otherwise) {
		List<String> values = values(directive, boot);
		return values.isEmpty() ? otherwise : values.get(0);
	}

	List<String> words(String directive, Boot boot) {
		return values(directive, boot).stream()
			.flatMap((value) -> Arrays.stream(value.split("\\s+")))
			.filter((word) -> !word.isEmpty())
			.collect(Collectors.toCollection(ArrayList::new));
	}

	boolean runsOn(Boot boot) {
		List<String> lines = words("BOOT", boot);
		return lines.isEmpty() || lines.contains(boot.line());
	}

	boolean sample() {
		return this.lines.stream().anyMatch((line) -> line.equals("//SAMPLE"));
	}

	/** Coordinates of what it depends on; those that start with a minus are left out everywhere. */
	List<String> dependencies(Boot boot) {
		List<String> dependencies = new ArrayList<>(List.of(STARTER));
		for (String word : words("DEPS", boot)) {
			dependencies.add(word.contains(":") ? word : STARTER + "-" + word);
		}
		if (has("TESTS", boot)) {
			dependencies.add(STARTER + "-test");
			dependencies.add("org.junit.platform:junit-platform-launcher");
		}
		if (has("FAT", boot)) {
			dependencies.add("org.springframework.boot:spring-boot-loader");
		}
		return dependencies;
	}

	/** How many lines the starter may log before it is ready; no limit where a drain comes before that. */
	int linesAtStart(Boot boot) {
		boolean drains = has("EXITS", boot) || has("TESTS", boot) || has("RESTARTS", boot);
		return drains ? Integer.MAX_VALUE : Rules.LINES_AT_START * contexts(boot);
	}

	int contexts(Boot boot) {
		return Integer.parseInt(value("READY", boot, "1"));
	}

	String source(Boot boot) {
		String other = boot.major().equals("3") ? "//4.1" : "//3.5";
		return this.lines.stream().filter((line) -> !line.endsWith(other)).collect(Collectors.joining("\n", "", "\n"));
	}

	/** Files of its class path. {@code //FILE path} starts one, {@code //| text} is a line of it. */
	Map<String, String> files(Boot boot) {
		Map<String, String> files = new LinkedHashMap<>();
		String current = null;
		for (String line : source(boot).split("\n")) {
			if (line.startsWith("//FILE ")) {
				current = line.substring("//FILE ".length()).trim();
				files.put(current, "");
			}
			else if (line.startsWith("//| ")) {
				files.merge(current, line.substring("//| ".length()).replaceAll(" //(3\\.5|4\\.1)$", "") + "\n", String::concat);
			}
		}
		return files;
	}

}
