import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What the starter costs two small services: start, processor time of a trivial request, memory, threads, classes and
 * beans. Prints a table in Markdown.
 */
public final class Cost {

	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private final Guests guests;

	private final Path directory;

	private int number;

	private Cost(Guests guests, Path directory) {
		this.guests = guests;
		this.directory = directory;
	}

	public static void main(String[] args) throws Exception {
		Path root = Path.of(System.getProperty("guests.root"));
		Options options = Options.parse(args);
		try (Guests guests = new Guests(root, options)) {
			Cost cost = new Cost(guests, root.resolve("target/cost"));
			System.out.println("| service | measured | without | with | difference | ratio (95 % interval) | pairs |");
			System.out.println("|---|---|---|---|---|---|---|");
			for (Guest guest : Guest.all(root.resolve("cost"))) {
				for (Boot boot : Boot.all()) {
					if (guest.runsOn(boot) && options.boot(boot) && options.guest(guest)) {
						cost.measure(guest, boot, options);
					}
				}
			}
		}
	}

	private void measure(Guest guest, Boot boot, Options options) throws Exception {
		this.guests.resolve(List.of(guest), List.of(boot));
		Path probe = this.guests.compileProbe(boot);
		Build build = new Build(guest, boot, this.directory.resolve(guest.name()), probe);
		build.compile(this.guests.classPath(guest, boot, false) + File.pathSeparator + probe);
		Service service = new Service(guest, boot, build);
		if (options.number("pairs", 20) > 0) {
			starts(service, options.number("pairs", 20));
		}
		if (options.number("rounds", 40) > 0) {
			requests(service, options.number("rounds", 40), options.number("requests", 20000));
		}
		if (options.number("memory", 5) > 0) {
			memory(service, options.number("memory", 5));
		}
	}

	private void starts(Service service, int pairs) throws Exception {
		Pairs times = new Pairs();
		Pairs processor = new Pairs();
		for (int i = -1; i < pairs; i++) {
			double[] seconds = new double[2];
			double[] used = new double[2];
			for (int turn = 0; turn < 2; turn++) {
				int which = (i % 2 == 0) ? turn : 1 - turn;
				try (Running running = service.start(which == 1, List.of(), List.of())) {
					seconds[which] = running.startSeconds;
					used[which] = running.startProcessorSeconds;
				}
			}
			if (i >= 0) {
				times.add(seconds[0], seconds[1]);
				processor.add(used[0], used[1]);
			}
		}
		times.print(service.name(), "start to ready, s", 3);
		processor.print(service.name(), "processor time until ready, s", 3);
	}

	/** The server has one core, the load the other; both servers live, and are asked in turn ABBA. */
	private void requests(Service service, int rounds, int requests) throws Exception {
		List<String> pinned = List.of("taskset", "-c", "0");
		Pairs times = new Pairs();
		try (Running plain = service.start(false, pinned, List.of("-Xms256m", "-Xmx256m"));
				Running guest = service.start(true, pinned, List.of("-Xms256m", "-Xmx256m"))) {
			pin("1");
			for (int i = 0; i < 4; i++) {
				Load.run(plain.port, requests);
				Load.run(guest.port, requests);
			}
			for (int i = 0; i < rounds; i++) {
				double[] micros = new double[2];
				for (int turn : new int[] { 0, 1, 1, 0 }) {
					Running running = (turn == 0) ? plain : guest;
					long before = running.processorNanos();
					Load.run(running.port, requests);
					micros[turn] += (running.processorNanos() - before) / 2000.0 / requests;
				}
				times.add(micros[0], micros[1]);
			}
		}
		finally {
			pin("0-" + (PROCESSORS - 1));
		}
		times.print(service.name(), "processor time of a trivial GET, µs", 2);
	}

	/** Moves this process, and so the load, to other processors. */
	private static void pin(String processors) throws IOException, InterruptedException {
		new ProcessBuilder("taskset", "-a", "-cp", processors, Long.toString(ProcessHandle.current().pid()))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor(5, TimeUnit.SECONDS);
	}

	private void memory(Service service, int pairs) throws Exception {
		Pairs heap = new Pairs();
		Pairs resident = new Pairs();
		Pairs classes = new Pairs();
		Pairs beans = new Pairs();
		Pairs threads = new Pairs();
		TreeSet<String> own = new TreeSet<>();
		for (int i = 0; i < pairs; i++) {
			double[][] figures = new double[5][2];
			for (int which = 0; which < 2; which++) {
				try (Running running = service.start(which == 1, List.of(), List.of("-Xms128m", "-Xmx128m",
						"-XX:+UseSerialGC", "-XX:+AlwaysPreTouch"))) {
					figures[2][which] = running.figure("classes");
					figures[3][which] = running.figure("beans");
					Load.run(running.port, 1000);
					TimeUnit.SECONDS.sleep(5);
					running.collect();
					figures[0][which] = running.figure("heap") / 1048576;
					figures[1][which] = running.residentMegabytes();
					figures[4][which] = running.figure("threads");
					running.lines.stream().filter((line) -> line.startsWith("thread softlanding")).forEach(own::add);
				}
			}
			heap.add(figures[0]);
			resident.add(figures[1]);
			classes.add(figures[2]);
			beans.add(figures[3]);
			threads.add(figures[4]);
		}
		heap.print(service.name(), "heap after a collection, MB", 1);
		resident.print(service.name(), "resident memory, heap fixed, MB", 1);
		classes.print(service.name(), "classes loaded at ready", 0);
		beans.print(service.name(), "singletons at ready", 0);
		threads.print(service.name(), "threads when idle " + own, 0);
	}

	/** A service that can be started with and without the starter. */
	private final class Service {

		private final Guest guest;

		private final Boot boot;

		private final Build build;

		Service(Guest guest, Boot boot, Build build) {
			this.guest = guest;
			this.boot = boot;
			this.build = build;
		}

		String name() {
			return this.guest.name() + " " + this.boot.line();
		}

		Running start(boolean starter, List<String> prefix, List<String> options) throws Exception {
			Path run = Files.createDirectories(Cost.this.directory.resolve("run-" + ++Cost.this.number));
			Build.delete(run);
			Files.createDirectories(run);
			List<String> command = new ArrayList<>(prefix);
			command.addAll(this.build.plainCommand(run, Cost.this.guests.classPath(this.guest, this.boot, starter),
					Cost.this.guests.redisPort(this.guest, this.boot), options));
			return Running.start(this.boot, run, command);
		}

	}

	static String format(double value, int digits) {
		return String.format(Locale.ROOT, "%,." + digits + "f", value);
	}

	static void wait(Process process, Path file) throws IOException, InterruptedException {
		while (!Files.exists(file)) {
			if (process.waitFor(2, TimeUnit.MILLISECONDS)) {
				throw new IOException("The service does not start, see " + file.resolveSibling("log"));
			}
		}
	}

}
