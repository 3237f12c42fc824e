import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Class paths of sets of dependencies. Each set is resolved once, all new ones in one run of Maven, and kept below
 * {@code target}.
 */
final class ClassPaths {

	private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

	private final Path directory;

	private final Path repository;

	private final Map<String, String> poms = new LinkedHashMap<>();

	ClassPaths(Path directory, Path repository) {
		this.directory = directory;
		this.repository = repository;
	}

	/** Asks for a set, and names it. */
	String ask(Boot boot, List<String> dependencies, List<String> boms) {
		String pom = pom(boot, dependencies, boms);
		String key = boot.line() + "-" + Integer.toHexString(pom.hashCode());
		if (!Files.exists(file(key))) {
			this.poms.put(key, pom.replace("KEY", key));
		}
		return key;
	}

	void resolve() throws IOException, InterruptedException {
		if (this.poms.isEmpty()) {
			return;
		}
		StringBuilder modules = new StringBuilder();
		for (Map.Entry<String, String> pom : this.poms.entrySet()) {
			Files.createDirectories(file(pom.getKey()).getParent());
			Files.writeString(file(pom.getKey()).resolveSibling("pom.xml"), pom.getValue());
			modules.append("<module>").append(pom.getKey()).append("</module>\n");
		}
		Files.writeString(this.directory.resolve("pom.xml"), """
				<project><modelVersion>4.0.0</modelVersion>
				<groupId>guests</groupId><artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
				<modules>
				%s</modules></project>
				""".formatted(modules));
		System.out.println("Resolving " + this.poms.size() + " sets of dependencies ...");
		Path log = this.directory.resolve("maven.log");
		Process maven = new ProcessBuilder(this.repository.resolve("mvnw").toString(), "-B", "-ntp", "-fae", "-f",
				this.directory.resolve("pom.xml").toString(), PLUGIN, "-Dmdep.outputFile=classpath",
				"-Dmdep.includeScope=runtime")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (!maven.waitFor(20, TimeUnit.MINUTES)) {
			maven.destroyForcibly();
		}
		this.poms.clear();
	}

	/** Returns the class path of a set; empty if it does not resolve. */
	String get(String key) {
		try {
			return Files.exists(file(key)) ? Files.readString(file(key)).trim() : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(String key) {
		return this.directory.resolve(key).resolve("classpath");
	}

	private String pom(Boot boot, List<String> dependencies, List<String> boms) {
		StringBuilder exclusions = new StringBuilder();
		for (String dependency : new TreeSet<>(dependencies)) {
			if (dependency.startsWith("-")) {
				exclusions.append("<exclusion>").append(coordinates(dependency.substring(1))).append("</exclusion>");
			}
		}
		StringBuilder body = new StringBuilder();
		for (String dependency : new TreeSet<>(dependencies)) {
			if (!dependency.startsWith("-")) {
				body.append("<dependency>").append(coordinates(dependency));
				body.append("<exclusions>").append(exclusions).append("</exclusions></dependency>\n");
			}
		}
		StringBuilder imports = new StringBuilder();
		for (String bom : boms) {
			imports.append(bom(bom));
		}
		imports.append(bom("org.springframework.boot:spring-boot-dependencies:" + boot.version()));
		return """
				<project><modelVersion>4.0.0</modelVersion>
				<groupId>guests</groupId><artifactId>KEY</artifactId><version>1</version>
				<dependencyManagement><dependencies>
				%s</dependencies></dependencyManagement>
				<dependencies>
				%s</dependencies></project>
				""".formatted(imports, body);
	}

	private static String bom(String coordinates) {
		return "<dependency>" + coordinates(coordinates) + "<type>pom</type><scope>import</scope></dependency>\n";
	}

	/** group:artifact, group:artifact:version or group:artifact:version:type. */
	private static String coordinates(String text) {
		String[] parts = text.split(":");
		return "<groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId>"
				+ ((parts.length > 2) ? "<version>" + parts[2] + "</version>" : "")
				+ ((parts.length > 3) ? "<type>" + parts[3] + "</type>" : "");
	}

	/** What the starter of a repository brings beside its own jar. */
	static List<String> broughtByStarter(Path repository) throws IOException {
		String pom = Files.readString(repository.resolve("starter/pom.xml"));
		String parent = Files.readString(repository.resolve("pom.xml"));
		Matcher matcher = Pattern.compile("<dependency>\\s*<groupId>(.+?)</groupId>\\s*<artifactId>(.+?)</artifactId>")
			.matcher(pom.replaceAll("(?s)<!--.*?-->", ""));
		List<String> brought = new java.util.ArrayList<>(List.of("org.jspecify:jspecify:1.0.0"));
		while (matcher.find()) {
			if (!matcher.group(1).startsWith("io.softlanding")) {
				brought.add(matcher.group(1) + ":" + matcher.group(2) + version(matcher.group(1), parent));
			}
		}
		return brought;
	}

	private static String version(String group, String parent) {
		if (!group.startsWith("io.github.resilience4j")) {
			return "";
		}
		return ":" + parent.replaceAll("(?s).*<resilience4j.version>(.+?)</resilience4j.version>.*", "$1");
	}

}
