import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs guests with and without the starter and prints what differs. */
public final class Guests implements AutoCloseable {

	private final Path root;

	private final Path target;

	private final ClassPaths classPaths;

	private final List<String> brought;

	private final Path jar;

	private final Options options;

	private RedisProcess redis;

	Guests(Path root, Options options) throws IOException {
		Runtime.getRuntime()
			.addShutdownHook(
					new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
		this.root = root;
		this.options = options;
		this.target = Files.createDirectories(root.resolve("target"));
		Path home = root.resolve("../..").normalize();
		Path repository = Path.of(options.value("repo", home.toString()));
		this.classPaths = new ClassPaths(Files.createDirectories(this.target.resolve("class-paths")), home);
		this.brought = options.has("jar") ? List.of() : ClassPaths.broughtByStarter(repository);
		try (Stream<Path> jars = Files.list(repository.resolve("autoconfigure/target"))) {
			this.jar = jars.filter((path) -> path.toString().matches(".*autoconfigure-[^/]*(SNAPSHOT|\\d)\\.jar"))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("No jar in autoconfigure/target"));
		}
	}

	public static void main(String[] args) throws Exception {
		boolean same;
		try (Guests guests = new Guests(Path.of(System.getProperty("guests.root")), Options.parse(args))) {
			same = guests.run();
		}
		System.exit(same ? 0 : 1);
	}

	/** Resolves what some guests depend on. */
	void resolve(List<Guest> guests, List<Boot> boots) throws IOException, InterruptedException {
		for (Boot boot : boots) {
			probeSet(boot);
			guests.stream().filter((guest) -> guest.runsOn(boot)).forEach((guest) -> {
				set(guest, boot, false);
				set(guest, boot, true);
			});
		}
		redisSet();
		this.classPaths.resolve();
	}

	private boolean run() throws Exception {
		List<Guest> guests = Guest.all(this.root.resolve("apps"))
			.stream()
			.filter(this.options::guest)
			.filter((guest) -> !this.options.has("sample") || guest.sample())
			.toList();
		List<Boot> boots = Boot.all().stream().filter(this.options::boot).toList();
		resolve(guests, boots);
		int count = 0;
		List<String> red = new ArrayList<>();
		int skipped = 0;
		for (Boot boot : boots) {
			Path probe = compileProbe(boot);
			for (Guest guest : guests.stream().filter((each) -> each.runsOn(boot)).toList()) {
				String name = guest.name() + " " + boot.line();
				if (classPath(guest, boot, false).isEmpty()) {
					skipped++;
					System.out.println("skipped " + name + ": its dependencies do not resolve");
				}
				else {
					count++;
					if (!one(guest, boot, probe)) {
						red.add(name);
					}
				}
			}
		}
		red.forEach((name) -> System.out.println("differs: " + name));
		System.out.println(count + " guests, " + red.size() + " differ" + ((skipped > 0) ? ", " + skipped + " skipped" : ""));
		return red.isEmpty();
	}

	private boolean one(Guest guest, Boot boot, Path probe) throws Exception {
		Path directory = Path.of(this.options.value("work", this.target.resolve("work").toString()))
			.resolve(guest.name() + "-" + boot.line());
		Build build = new Build(guest, boot, directory, probe);
		List<String> differences;
		String times = "";
		try {
			String plainPath = classPath(guest, boot, false);
			build.compile(plainPath + File.pathSeparator + probe + File.pathSeparator + this.classPaths.get(probeSet(boot)));
			if (this.options.has("compile")) {
				return true;
			}
			Outcome plain = variant(guest, boot, build, directory.resolve("plain"), plainPath);
			differences = broken(guest, boot, plain);
			if (differences.isEmpty()) {
				Outcome with = variant(guest, boot, build, directory.resolve("guest"),
						this.options.has("self") ? plainPath : classPath(guest, boot, true));
				differences = Compare.differences(guest, boot, plain, with);
				times = " (start %.1f s -> %.1f s, exit %.1f s -> %.1f s)".formatted(plain.startSeconds,
						with.startSeconds, plain.exitSeconds, with.exitSeconds);
			}
		}
		catch (IllegalStateException ex) {
			differences = List.of(ex.getMessage().strip());
		}
		System.out.println((differences.isEmpty() ? "ok      " : "DIFFERS ") + guest.name() + " " + boot.line() + times);
		int shown = this.options.has("all") ? Integer.MAX_VALUE : 40;
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
		List<String> command = build.command(directory, path, redisPort(guest, boot));
		int port = 0;
		if (guest.has("WAR", boot)) {
			try (ServerSocket socket = new ServerSocket(0)) {
				port = socket.getLocalPort();
			}
			command.add(1, "-Dguest.port=" + port);
		}
		return Run.of(guest, boot, directory, command, port);
	}

	/** Port of an empty Redis for guests that want one; 0 for others. */
	int redisPort(Guest guest, Boot boot) throws IOException, InterruptedException {
		if (!guest.has("REDIS", boot)) {
			return 0;
		}
		if (this.redis == null) {
			this.redis = RedisProcess.start(this.target, this.classPaths.get(redisSet()));
		}
		this.redis.flush();
		return this.redis.port();
	}

	/** Class path of something that is no guest. */
	String libraries(List<String> dependencies, List<String> boms) throws IOException, InterruptedException {
		String set = this.classPaths.ask(Boot.all().get(0), dependencies, boms);
		this.classPaths.resolve();
		return this.classPaths.get(set);
	}

	/** How many keys match a pattern. */
	String redisKeys(String pattern) throws IOException {
		return Integer.toString(this.redis.keys(pattern));
	}

	/** Class path of what a guest depends on, with or without the starter; empty if it does not resolve. */
	String classPath(Guest guest, Boot boot, boolean starter) {
		String path = this.classPaths.get(set(guest, boot, starter));
		return (starter && !path.isEmpty()) ? path + File.pathSeparator + this.jar : path;
	}

	private String set(Guest guest, Boot boot, boolean starter) {
		List<String> dependencies = new ArrayList<>(guest.dependencies(boot));
		// What the starter brings, such as the actuator, is there without it too: the starter itself is compared.
		if (!guest.has("JARONLY", boot)) {
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

	Path compileProbe(Boot boot) throws IOException {
		Path classes = Path.of(this.options.value("work", this.target.toString())).resolve("probe-" + boot.line());
		Build.delete(classes);
		Path factories = Files.createDirectories(classes.resolve("META-INF")).resolve("spring.factories");
		Files.copy(this.root.resolve("probe/META-INF/spring.factories"), factories);
		try (Stream<Path> sources = Files.list(this.root.resolve("probe/guestprobe"))) {
			Build.javac(classes, this.classPaths.get(probeSet(boot)), sources.toList());
		}
		return classes;
	}

	@Override
	public void close() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

}
