import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs guests with and without the starter and prints what differs. */
public final class Guests {

	private final Path root;

	private final Path target;

	private final ClassPaths classPaths;

	private final List<String> brought;

	private final Path jar;

	private final Map<String, String> options;

	private RedisProcess redis;

	private Guests(Path root, Map<String, String> options) throws IOException {
		this.root = root;
		this.options = options;
		this.target = Files.createDirectories(root.resolve("target"));
		Path repository = Path.of(options.getOrDefault("repo", root.resolve("../..").normalize().toString()));
		this.classPaths = new ClassPaths(Files.createDirectories(this.target.resolve("class-paths")),
				root.resolve("../..").normalize());
		this.brought = ClassPaths.broughtByStarter(repository);
		try (Stream<Path> jars = Files.list(repository.resolve("autoconfigure/target"))) {
			this.jar = jars.filter((path) -> path.toString().matches(".*autoconfigure-[^/]*(SNAPSHOT|\\d)\\.jar"))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("No jar in autoconfigure/target"));
		}
	}

	public static void main(String[] args) throws Exception {
		Map<String, String> options = new LinkedHashMap<>();
		Set<String> names = new TreeSet<>();
		for (String arg : args) {
			if (arg.startsWith("--")) {
				options.put(arg.substring(2).split("=")[0], arg.contains("=") ? arg.split("=", 2)[1] : "true");
			}
			else {
				names.add(arg);
			}
		}
		System.exit(new Guests(Path.of(System.getProperty("guests.root")), options).run(names) ? 0 : 1);
	}

	private boolean run(Set<String> names) throws Exception {
		List<Guest> guests = Guest.all(this.root.resolve("apps"))
			.stream()
			.filter((guest) -> names.isEmpty() || names.contains(guest.name()))
			.filter((guest) -> !this.options.containsKey("sample") || guest.sample())
			.toList();
		String only = this.options.get("boot");
		List<Boot> boots = Boot.all().stream().filter((boot) -> only == null || boot.line().equals(only)).toList();
		for (Boot boot : boots) {
			probeSet(boot);
			guests.stream().filter((guest) -> guest.runsOn(boot)).forEach((guest) -> {
				set(guest, boot, false);
				set(guest, boot, true);
			});
		}
		redisSet();
		this.classPaths.resolve();
		int count = 0;
		List<String> red = new ArrayList<>();
		List<String> skipped = new ArrayList<>();
		try {
			for (Boot boot : boots) {
				Path probe = compileProbe(boot);
				for (Guest guest : guests.stream().filter((each) -> each.runsOn(boot)).toList()) {
					String name = guest.name() + " " + boot.line();
					if (this.classPaths.get(set(guest, boot, false)).isEmpty()) {
						skipped.add(name);
						System.out.println("skipped " + name + ": its dependencies do not resolve");
						continue;
					}
					count++;
					if (!one(guest, boot, probe)) {
						red.add(name);
					}
				}
			}
		}
		finally {
			if (this.redis != null) {
				this.redis.close();
			}
		}
		red.forEach((name) -> System.out.println("differs: " + name));
		System.out.println(count + " guests, " + red.size() + " differ"
				+ (skipped.isEmpty() ? "" : ", " + skipped.size() + " skipped"));
		return red.isEmpty();
	}

	private boolean one(Guest guest, Boot boot, Path probe) throws Exception {
		Path directory = Path.of(this.options.getOrDefault("work", this.target.resolve("work").toString()))
			.resolve(guest.name() + "-" + boot.line());
		Build build = new Build(guest, boot, directory, probe);
		List<String> differences;
		String times = "";
		try {
			String plainPath = this.classPaths.get(set(guest, boot, false));
			String path = this.classPaths.get(set(guest, boot, true)) + File.pathSeparator + this.jar;
			build.compile(plainPath + File.pathSeparator + probe + File.pathSeparator + this.classPaths.get(probeSet(boot)));
			Outcome plain = variant(guest, boot, build, directory.resolve("plain"), plainPath);
			differences = broken(guest, boot, plain);
			if (differences.isEmpty()) {
				Outcome with = variant(guest, boot, build, directory.resolve("guest"),
						this.options.containsKey("self") ? plainPath : path);
				differences = Compare.differences(plain, with, guest.has("SETS", boot));
				times = " (start %.1f s -> %.1f s, exit %.1f s -> %.1f s)".formatted(plain.startSeconds,
						with.startSeconds, plain.exitSeconds, with.exitSeconds);
			}
		}
		catch (IllegalStateException ex) {
			differences = List.of(ex.getMessage().strip());
		}
		System.out.println((differences.isEmpty() ? "ok      " : "DIFFERS ") + guest.name() + " " + boot.line() + times);
		int shown = this.options.containsKey("all") ? Integer.MAX_VALUE : 40;
		differences.stream().limit(shown).forEach((difference) -> System.out.println("    " + difference));
		if (differences.size() > shown) {
			System.out.println("    ... " + (differences.size() - shown) + " more with --all");
		}
		return differences.isEmpty();
	}

	/** A guest that does not do without the starter what it is there for proves nothing. */
	private static List<String> broken(Guest guest, Boot boot, Outcome plain) {
		List<String> broken = new ArrayList<>();
		boolean ends = guest.has("EXITS", boot) || guest.has("TESTS", boot);
		if (!plain.started && !ends) {
			broken.add("broken: does not start without the starter\n" + plain.tail);
		}
		String code = guest.has("TESTS", boot) ? "0" : guest.value("EXITS", boot, "");
		if (!code.isEmpty() && !code.equals(Integer.toString(plain.exitCode))) {
			broken.add("broken: exit code " + plain.exitCode + " without the starter\n" + plain.tail);
		}
		return broken;
	}

	private Outcome variant(Guest guest, Boot boot, Build build, Path directory, String path) throws Exception {
		Files.createDirectories(directory);
		int redisPort = 0;
		if (guest.has("REDIS", boot)) {
			if (this.redis == null) {
				this.redis = RedisProcess.start(this.target, this.classPaths.get(redisSet()));
			}
			this.redis.flush();
			redisPort = this.redis.port();
		}
		List<String> command = build.command(directory, path, redisPort);
		int port = 0;
		if (guest.has("WAR", boot)) {
			try (ServerSocket socket = new ServerSocket(0)) {
				port = socket.getLocalPort();
			}
			command.add(1, "-Dguest.port=" + port);
		}
		return Run.of(guest, boot, directory, command, port);
	}

	private String set(Guest guest, Boot boot, boolean starter) {
		List<String> dependencies = new ArrayList<>(guest.dependencies(boot));
		if (starter && !guest.has("JARONLY", boot) && !this.options.containsKey("jar")) {
			dependencies.addAll(this.brought);
		}
		return this.classPaths.ask(boot, dependencies, guest.words("BOM", boot));
	}

	private String probeSet(Boot boot) {
		return this.classPaths.ask(boot, List.of("org.springframework.boot:spring-boot-starter-actuator",
				"org.junit.platform:junit-platform-launcher"), List.of());
	}

	private String redisSet() throws IOException {
		return this.classPaths.ask(Boot.all().get(0), List.of("com.github.codemonstur:embedded-redis:1.4.4"), List.of());
	}

	private Path compileProbe(Boot boot) throws IOException {
		Path classes = Path.of(this.options.getOrDefault("work", this.target.toString())).resolve("probe-" + boot.line());
		Build.delete(classes);
		Path factories = Files.createDirectories(classes.resolve("META-INF")).resolve("spring.factories");
		Files.copy(this.root.resolve("probe/META-INF/spring.factories"), factories);
		try (Stream<Path> sources = Files.list(this.root.resolve("probe/guestprobe"))) {
			Build.javac(classes, this.classPaths.get(probeSet(boot)), sources.toList());
		}
		return classes;
	}

}
