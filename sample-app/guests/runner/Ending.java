import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of a situation in a process of its own, until it has ended or, at the end of its grace period, is killed. */
final class Ending {

	private static final int START_SECONDS = 60;

	private static final Pattern TIME = Pattern.compile("(\\d{13}) (.*)");

	private final Situation situation;

	private final Path directory;

	/** What was seen, by label. */
	final Map<String, String> seen = new LinkedHashMap<>();

	double exitSeconds;

	List<String> log = List.of();

	private Ending(Situation situation, Path directory) {
		this.situation = situation;
		this.directory = directory;
	}

	static Ending of(Situation situation, Path directory, List<String> command) throws Exception {
		Ending ending = new Ending(situation, directory);
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(directory.resolve("log").toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("SPRING_") || name.startsWith("JAVA_TOOL"));
		Process process = builder.start();
		try {
			ending.live(process);
		}
		finally {
			process.destroyForcibly();
		}
		return ending;
	}

	private void live(Process process) throws Exception {
		awaitClock(process);
		long clock = System.nanoTime();
		long toldAtMillis = System.currentTimeMillis();
		ScheduledExecutorService calls = Executors.newScheduledThreadPool(10);
		try {
			Map<String, Future<String>> answers = new LinkedHashMap<>();
			for (Situation.Event call : this.situation.calls()) {
				Callable<String> callable = () -> answer(call.text());
				answers.put(call.label(), calls.schedule(callable, call.millis(), TimeUnit.MILLISECONDS));
			}
			long told = clock;
			boolean first = true;
			for (Situation.Event signal : this.situation.signals().stream()
				.sorted(Comparator.comparing(Situation.Event::millis)).toList()) {
				TimeUnit.NANOSECONDS.sleep(clock + signal.millis() * 1_000_000 - System.nanoTime());
				if (first) {
					told = System.nanoTime();
					toldAtMillis = System.currentTimeMillis();
					first = false;
				}
				new ProcessBuilder("kill", "-" + signal.text(), Long.toString(process.pid())).start().waitFor();
			}
			if (!process.waitFor(this.situation.graceSeconds(), TimeUnit.SECONDS)) {
				process.destroyForcibly().waitFor();
			}
			this.exitSeconds = (System.nanoTime() - told) / 1e9;
			this.seen.put("exit", Integer.toString(process.exitValue()));
			for (Map.Entry<String, Future<String>> answer : answers.entrySet()) {
				this.seen.put(answer.getKey(), answer.getValue().get(10, TimeUnit.SECONDS));
			}
		}
		finally {
			calls.shutdownNow();
		}
		look(toldAtMillis);
	}

	private void awaitClock(Process process) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
		Pattern after = Pattern.compile(this.situation.after());
		Path ready = this.directory.resolve("ready");
		while (this.situation.after().isEmpty() ? !Files.exists(ready)
				: lines().stream().noneMatch((line) -> after.matcher(line).find())) {
			if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
				throw new IllegalStateException("Does not start, see " + this.directory.resolve("log"));
			}
		}
	}

	private String answer(String request) throws IOException {
		String[] parts = request.split(" ");
		String[] ports = Files.readString(this.directory.resolve("ready")).split("\\s+");
		boolean management = parts[0].equals("@management");
		String head = parts[parts.length - 2] + " " + parts[parts.length - 1]
				+ " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }),
				Integer.parseInt(ports[management ? 1 : 0]))) {
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return answer.startsWith("HTTP/1.1 ") ? answer.substring(9, 12) : "reset";
		}
		catch (ConnectException ex) {
			return "refused";
		}
		catch (IOException ex) {
			return "reset";
		}
	}

	private void look(long toldAtMillis) throws IOException {
		this.log = lines();
		this.situation.labelled("LINE").forEach((label, text) -> {
			Pattern pattern = Pattern.compile(text);
			this.seen.put(label, Long.toString(this.log.stream().filter((line) -> pattern.matcher(line).find()).count()));
		});
		this.situation.labelled("WITHIN").forEach((label, text) -> {
			String[] parts = text.split(" ", 2);
			boolean within = false;
			for (String line : this.log) {
				Matcher matcher = TIME.matcher(line);
				within |= matcher.matches() && matcher.group(2).matches(parts[1])
						&& Long.parseLong(matcher.group(1)) - toldAtMillis <= Long.parseLong(parts[0]);
			}
			this.seen.put(label, within ? "yes" : "no");
		});
	}

	private List<String> lines() throws IOException {
		Path log = this.directory.resolve("log");
		return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList() : List.of();
	}

}
