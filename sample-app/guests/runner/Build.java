import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** Makes the command line of a guest: compiled, and packaged as its directives say. */
final class Build {

	private static final String DEFAULTS = """
			server.port=0
			spring.main.banner-mode=off
			logging.pattern.console=%s
			""".formatted(Run.LOG_PATTERN);

	private final Guest guest;

	private final Boot boot;

	private final Path directory;

	private final Path probe;

	Build(Guest guest, Boot boot, Path directory, Path probe) {
		this.guest = guest;
		this.boot = boot;
		this.directory = directory;
		this.probe = probe;
	}

	/** Compiles it once for both runs. */
	void compile(String classPath) throws IOException {
		delete(this.directory);
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		Path source = Files.createDirectories(this.directory.resolve("source/guest")).resolve(this.guest.name() + ".java");
		Files.writeString(source, this.guest.source(this.boot));
		List<String> properties = this.guest.values("PROP", this.boot);
		Files.writeString(classes.resolve("application.properties"), DEFAULTS + String.join("\n", properties) + "\n");
		for (Map.Entry<String, String> file : this.guest.files(this.boot).entrySet()) {
			Path path = classes.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			Files.writeString(path, file.getValue());
		}
		javac(classes, classPath, List.of(source));
	}

	static void javac(Path classes, String classPath, List<Path> sources) throws IOException {
		List<String> options = new ArrayList<>(List.of("-d", classes.toString(), "-parameters", "-proc:none", "-nowarn",
				"--release", "17", "-cp", classPath));
		var compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		try (var files = compiler.getStandardFileManager(null, null, null)) {
			if (!compiler.getTask(errors, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call()) {
				throw new IllegalStateException("Does not compile: " + errors);
			}
		}
	}

	/**
	 * Returns the command line of a run.
	 * @param run directory of the run
	 * @param libraries class path of what it depends on
	 */
	List<String> command(Path run, String libraries, int redisPort) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(this.boot.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"-Xmx256m", "-Dguest.dir=" + run, "-Dguest.redis.port=" + redisPort));
		command.addAll(this.guest.words("JVM", this.boot));
		String classes = this.directory.resolve("classes") + File.pathSeparator + this.probe;
		if (this.guest.has("WAR", this.boot)) {
			return Packages.war(command, run, this.directory.resolve("classes"), this.probe, libraries);
		}
		if (this.guest.has("FAT", this.boot)) {
			Path jar = Packages.fat(run, main(), this.directory.resolve("classes"), this.probe, libraries);
			command.addAll(List.of("-jar", jar.toString()));
		}
		else if (this.guest.has("TESTS", this.boot)) {
			command.addAll(List.of("-cp", classes + File.pathSeparator + libraries, "guestprobe.TestMain"));
			this.guest.words("TESTS", this.boot).forEach((test) -> command.add("guest." + test));
		}
		else {
			if (this.guest.has("AOT", this.boot)) {
				classes = process(run, classes + File.pathSeparator + libraries) + File.pathSeparator + classes;
				command.add("-Dspring.aot.enabled=true");
			}
			command.addAll(List.of("-cp", classes + File.pathSeparator + libraries, main()));
		}
		command.addAll(this.guest.words("ARGS", this.boot));
		return command;
	}

	/** Returns the command line of a virtual machine as it comes, with some options. */
	List<String> plainCommand(Path run, String libraries, int redisPort, List<String> options) {
		List<String> command = new ArrayList<>(List.of(this.boot.java()));
		command.addAll(options);
		command.addAll(List.of("-Dguest.dir=" + run, "-Dguest.redis.port=" + redisPort, "-cp",
				this.directory.resolve("classes") + File.pathSeparator + this.probe + File.pathSeparator + libraries, main()));
		return command;
	}

	private String main() {
		return "guest." + this.guest.name();
	}

	/** Processes it ahead of time and returns the class path of the result. */
	private String process(Path run, String classPath) throws IOException, InterruptedException {
		Path aot = run.resolve("aot");
		Path log = run.resolve("aot.log");
		Process process = new ProcessBuilder(this.boot.java(), "-cp", classPath,
				"org.springframework.boot.SpringApplicationAotProcessor", main(), aot + "/sources", aot + "/resources",
				aot + "/classes", "guest", "guest")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
			process.destroyForcibly();
			Files.copy(log, run.resolve("log"));
			throw new IllegalStateException("process-aot fails: " + Files.readString(log)
				.lines()
				.filter((line) -> line.matches(".*(Exception|Error).*"))
				.findFirst()
				.orElse("no exception"));
		}
		try (Stream<Path> sources = Files.walk(aot.resolve("sources"))) {
			javac(aot.resolve("classes"), classPath,
					sources.filter((path) -> path.toString().endsWith(".java")).toList());
		}
		return aot.resolve("classes") + File.pathSeparator + aot.resolve("resources");
	}

	static void delete(Path directory) throws IOException {
		if (!Files.exists(directory)) {
			return;
		}
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, IOException ex) throws IOException {
				Files.delete(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	static List<Path> split(String classPath) {
		return Arrays.stream(classPath.split(File.pathSeparator)).filter((path) -> !path.isEmpty()).map(Path::of).toList();
	}

}
