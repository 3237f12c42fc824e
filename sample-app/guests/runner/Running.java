import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A service that runs, measured from outside and by its probe. */
final class Running implements AutoCloseable {

	final double startSeconds;

	/** What all threads have used until then, those that have ended too. */
	final double startProcessorSeconds;

	final int port;

	List<String> lines = List.of();

	private final Boot boot;

	private final Path directory;

	private final Process process;

	private Running(Boot boot, Path directory, Process process, double startSeconds, double startProcessorSeconds)
			throws IOException {
		this.boot = boot;
		this.directory = directory;
		this.process = process;
		this.startSeconds = startSeconds;
		this.startProcessorSeconds = startProcessorSeconds;
		this.port = Integer.parseInt(Files.readString(directory.resolve("ready")).split(" ")[0]);
	}

	static Running start(Boot boot, Path directory, List<String> command) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		Cost.wait(process, directory.resolve("ready"));
		double seconds = (System.nanoTime() - begin) / 1e9;
		double processorSeconds = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
		Thread.sleep(50);
		return new Running(boot, directory, process, seconds, processorSeconds);
	}

	/** Time that all its threads had a processor, in nanoseconds. */
	long processorNanos() throws IOException {
		long nanos = 0;
		try (Stream<Path> tasks = Files.list(Path.of("/proc/" + this.process.pid() + "/task"))) {
			for (Path task : tasks.toList()) {
				try {
					nanos += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
				}
				catch (NoSuchFileException ex) {
					// This thread has ended.
				}
			}
		}
		return nanos;
	}

	double residentMegabytes() throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc/" + this.process.pid() + "/status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
			}
		}
		throw new IOException("No VmRSS");
	}

	void collect() throws IOException, InterruptedException {
		for (int i = 0; i < 2; i++) {
			new ProcessBuilder(this.boot.home().resolve("bin/jcmd").toString(), Long.toString(this.process.pid()), "GC.run")
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor(20, TimeUnit.SECONDS);
		}
	}

	double figure(String name) throws IOException {
		int control = Integer.parseInt(Files.readString(this.directory.resolve("control")).trim());
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), control)) {
			socket.getOutputStream().write("figures\n".getBytes(StandardCharsets.UTF_8));
			this.lines = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		return this.lines.stream()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.split(" ")[1]))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
	}

}
