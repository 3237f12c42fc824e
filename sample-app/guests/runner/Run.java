import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a guest in a process of its own: started, asked, told to end, and looked at from outside. */
final class Run {

	private static final int START_SECONDS = 90;

	private static final int EXIT_SECONDS = 60;

	/** Level and logger, which Boot's own pattern shortens, without time and process id. */
	static final String LOG_PATTERN = "~%p %c [%t] %m%n";

	private static final Pattern MILLISECONDS = Pattern.compile("guest-ms (\\S+) ([0-9.]+)");

	private final Guest guest;

	private final Boot boot;

	private final Path directory;

	private final Outcome outcome = new Outcome();

	private Process process;

	private Run(Guest guest, Boot boot, Path directory) {
		this.guest = guest;
		this.boot = boot;
		this.directory = directory;
	}

	/**
	 * Runs a guest.
	 * @param command the command line from its virtual machine on
	 * @param httpPort port of a server that does not tell the application its port; 0 otherwise
	 */
	static Outcome of(Guest guest, Boot boot, Path directory, List<String> command, int httpPort)
			throws IOException, InterruptedException {
		Run run = new Run(guest, boot, directory);
		try {
			run.start(command);
			run.live(httpPort);
		}
		finally {
			run.kill();
		}
		return run.outcome;
	}

	private void start(List<String> command) throws IOException {
		List<String> all = new ArrayList<>(this.guest.words("LAUNCH", this.boot));
		all.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(all).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(log().toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("SPRING_") || name.startsWith("JAVA_TOOL"));
		builder.environment().put("JAVA_HOME", this.boot.home().toString());
		for (String variable : this.guest.words("ENV", this.boot)) {
			builder.environment().put(variable.split("=")[0], variable.split("=", 2)[1]);
		}
		this.process = builder.start();
	}

	private void live(int httpPort) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		int expected = this.guest.contexts(this.boot);
		boolean ends = this.guest.has("EXITS", this.boot) || this.guest.has("TESTS", this.boot);
		List<String> ready = awaitReady(expected, ends);
		this.outcome.started = ready.size() >= expected;
		this.outcome.startSeconds = (System.nanoTime() - begin) / 1e9;
		int readyAt = this.outcome.started ? lines(log()).size() : 0;
		if (this.outcome.started && !ends) {
			ask(ready, httpPort);
		}
		int askedAt = Integer.MAX_VALUE;
		if (this.process.isAlive() && !ends) {
			askedAt = lines(log()).size();
			terminate();
		}
		begin = System.nanoTime();
		if (this.process.waitFor(ends ? START_SECONDS : EXIT_SECONDS, TimeUnit.SECONDS)) {
			this.outcome.exitCode = this.process.exitValue();
		}
		this.outcome.exitSeconds = (System.nanoTime() - begin) / 1e9;
		this.outcome.beansAtStart = lines(this.directory.resolve("beans")).stream()
			.map((line) -> Rules.bean(line, base()))
			.toList();
		this.outcome.probeFailures.addAll(lines(this.directory.resolve("probe-failed")));
		readLog(readyAt, askedAt);
	}

	private List<String> awaitReady(int expected, boolean ends) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
		Path file = this.directory.resolve("ready");
		while (System.nanoTime() < deadline) {
			List<String> ready = lines(file);
			if (ready.size() >= expected) {
				return ready;
			}
			if (this.process.waitFor(ends ? 50 : 10, TimeUnit.MILLISECONDS)) {
				return lines(file);
			}
		}
		return List.of();
	}

	private void ask(List<String> ready, int httpPort) throws IOException, InterruptedException {
		Thread.sleep(Long.parseLong(this.guest.value("WAIT", this.boot, "0")));
		TreeMap<String, String> cookies = new TreeMap<>();
		for (String request : this.guest.values("REQ", this.boot)) {
			Matcher target = Pattern.compile("@(management|\\d) ").matcher(request);
			String which = target.lookingAt() ? target.group(1) : "1";
			String line = which.equals("management") ? ready.get(0) : ready.get(Integer.parseInt(which) - 1);
			int port = Integer.parseInt(line.split(" ")[which.equals("management") ? 1 : 0]);
			String response = Exchange.send((httpPort > 0) ? httpPort : port, target.replaceFirst(""), cookies);
			this.outcome.responses.put(this.outcome.responses.size() + ": " + request,
					Rules.response(Rules.inDirectory(response, base())));
		}
		if (this.guest.has("WAIT", this.boot)) {
			Thread.sleep(300);
		}
		if (this.process.isAlive() && Files.exists(this.directory.resolve("control"))) {
			this.outcome.dump = command("dump").stream()
				.map((text) -> Rules.bean(text, base()))
				.filter((text) -> !text.startsWith("meter ") || Rules.meter(text))
				.filter((text) -> !text.startsWith("sole ") || Rules.sole(text))
				.toList();
		}
	}

	private List<String> command(String command) throws IOException {
		int port = Integer.parseInt(lines(this.directory.resolve("control")).get(0));
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port)) {
			socket.setSoTimeout(20000);
			socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			this.outcome.probeFailures.add("no answer: " + ex);
			return List.of();
		}
	}

	/** Tells the virtual machine, also one that something else has started, to end. */
	private void terminate() throws IOException, InterruptedException {
		ProcessHandle target = this.process.descendants().max(Comparator.comparing(ProcessHandle::pid))
			.orElse(this.process.toHandle());
		String signal = this.guest.value("SIGNAL", this.boot, "TERM");
		new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid())).start().waitFor(5, TimeUnit.SECONDS);
	}

	private void kill() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	private void readLog(int readyAt, int askedAt) throws IOException {
		List<String> all = lines(log());
		boolean own = false;
		for (int i = 0; i < all.size(); i++) {
			Matcher milliseconds = MILLISECONDS.matcher(all.get(i));
			if (milliseconds.lookingAt()) {
				this.outcome.milliseconds.put(milliseconds.group(1), Double.parseDouble(milliseconds.group(2)));
			}
			String line = Rules.log(all.get(i), base());
			if (line == null || line.isEmpty()) {
				continue;
			}
			boolean first = line.startsWith("~");
			own = first ? Rules.OWN_LINE.matcher(line).matches() : own && Rules.CONTINUATION.matcher(line).matches();
			if (own && first && i < readyAt) {
				this.outcome.ownAtStart.add(line);
			}
			if (own && first && i < askedAt && askedAt < Integer.MAX_VALUE && line.matches("~(WARN|ERROR) .*")) {
				this.outcome.ownWarnings.add(line);
			}
			if (!own) {
				((i < askedAt) ? this.outcome.log : this.outcome.logAtEnd).add(line);
			}
		}
		this.outcome.tail = String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
	}

	private String base() {
		return this.directory.getParent().toString();
	}

	private Path log() {
		return this.directory.resolve("log");
	}

	private static List<String> lines(Path file) throws IOException {
		if (!Files.exists(file)) {
			return List.of();
		}
		return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
	}

}
