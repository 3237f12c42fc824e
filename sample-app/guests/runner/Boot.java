import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spring Boot line and the JDK that runs it.
 *
 * @param line the line, such as 3.5
 * @param version its version
 * @param home home of the JDK
 */
record Boot(String line, String version, Path home) {

	static List<Boot> all() throws IOException {
		return List.of(new Boot("3.5", "3.5.16", Path.of(System.getProperty("java.home"))),
				new Boot("4.1", "4.1.0", newestJdk()));
	}

	/** First digit, as in the directives {@code //DEPS3} and {@code //DEPS4}. */
	String major() {
		return this.line.substring(0, 1);
	}

	String java() {
		return this.home.resolve("bin" + File.separator + "java").toString();
	}

	private static Path newestJdk() throws IOException {
		Path base = Path.of("/usr/lib/jvm");
		Path current = Path.of(System.getProperty("java.home"));
		if (!Files.isDirectory(base)) {
			return current;
		}
		try (Stream<Path> homes = Files.list(base)) {
			return homes.filter((home) -> Files.isExecutable(home.resolve("bin/javac")))
				.max(Comparator.comparingInt(Boot::feature))
				.orElse(current);
		}
	}

	private static int feature(Path home) {
		try (Stream<String> lines = Files.lines(home.resolve("release"))) {
			return lines.filter((line) -> line.startsWith("JAVA_VERSION="))
				.mapToInt((line) -> Integer.parseInt(line.replaceAll("\\D+(\\d+).*", "$1")))
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
