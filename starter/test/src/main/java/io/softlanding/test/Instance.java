/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The application in a process of its own. May be used by any thread.
 *
 * @since 0.1.0
 */
public final class Instance {

	private static final int LINES = 60;

	private static final int MOST_THREADS = 30;

	private static final String END_OF_DUMP = "JNI global ref";

	private static final Duration LOOK = Duration.ofMillis(50);

	private static final Duration COMMAND = Duration.ofSeconds(10);

	private static final Duration MOMENT = Duration.ofSeconds(2);

	private final int number;

	private final Process process;

	private final ProcessOutput output;

	private final Path portsFile;

	private final Path reportFile;

	/** When the process has ended, which may be long before this is looked at. */
	private final CompletableFuture<Long> endNanos;

	private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

	private volatile int port = -1;

	private volatile int managementPort = -1;

	private volatile @Nullable InstanceEnd end;

	private volatile String signal = "";

	private volatile long signalNanos;

	Instance(int number, Path directory, List<String> command) throws IOException {
		this(number, directory, new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	Instance(int number, Path directory, Process process) throws IOException {
		this.number = number;
		this.portsFile = directory.resolve("ports");
		this.reportFile = directory.resolve("report.json");
		this.process = process;
		this.process.getOutputStream().close();
		this.output = new ProcessOutput(this.process.getInputStream(), directory.resolve("output.log"));
		this.signalNanos = System.nanoTime();
		this.endNanos = this.process.onExit().thenApply((ended) -> System.nanoTime());
	}

	/** Waits until the application says that it is ready. */
	void awaitStarted(Duration timeout) throws InterruptedException {
		Deadline deadline = Deadline.in(timeout);
		boolean told = deadline.await(() -> Files.exists(this.portsFile) || !this.process.isAlive());
		if (told && Files.exists(this.portsFile)) {
			try {
				String[] ports = Files.readString(this.portsFile).split(" ");
				this.port = Integer.parseInt(ports[0]);
				this.managementPort = Integer.parseInt(ports[1]);
				return;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		String what = "was not ready within " + timeout;
		if (told) {
			this.output.awaitEnd(MOMENT);
			what = "ended with exit code " + this.process.exitValue() + " before it was ready";
		}
		String lines = this.output.tail(LINES) + (told ? "" : dumpThreads());
		throw new IllegalStateException("The application " + what + ". Its last lines:\n" + lines);
	}

	/**
	 * Returns the number of the instance.
	 * @return a number from 0; an instance that is started again keeps it
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Returns the port of the web server.
	 * @return the port, or -1 if the application has no web server
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the port of the actuator's endpoints.
	 * @return the port, or -1 if there is none
	 */
	public int managementPort() {
		return this.managementPort;
	}

	/**
	 * Returns the process.
	 * @return its handle
	 */
	public ProcessHandle process() {
		return this.process.toHandle();
	}

	/**
	 * Returns what the application has printed, without what is in the middle if it is
	 * more than four megabytes.
	 * @return the text
	 */
	public String output() {
		return this.output.text();
	}

	/**
	 * Returns whether the process runs.
	 * @return {@code false} when it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Sends a signal. {@code TERM} is sent by the virtual machine, other signals by the
	 * command {@code kill}.
	 * @param name name of the signal without the prefix, such as {@code TERM}
	 * @throws IllegalStateException if the process has ended or the signal cannot be sent
	 */
	public void signal(String name) {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("Instance " + this.number + " has ended, so it gets no " + name);
		}
		rememberDescendants();
		if (this.signal.isEmpty()) {
			this.signalNanos = System.nanoTime();
			this.signal = name.matches("TERM|INT|KILL|HUP") ? name : "";
		}
		boolean sent = name.equals("TERM") ? this.process.toHandle().destroy() : kill(name);
		if (!sent && this.process.isAlive()) {
			throw new IllegalStateException("SIG" + name + " could not be sent to process " + this.process.pid()
					+ ". Is there such a signal, and may this user signal that process?");
		}
	}

	private boolean kill(String name) {
		return run("kill", "-" + name, Long.toString(this.process.pid()));
	}

	private static boolean run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Suspends the process, as a container that is paused. Uses SIGSTOP. */
	public void pause() {
		signal("STOP");
	}

	/** Continues a process that was suspended. */
	public void resume() {
		signal("CONT");
	}

	/**
	 * Lets writes to files fail, as they do when a disk is full. They fail with "File too
	 * large", the error of a limit that needs no full disk. Linux only: uses
	 * {@code prlimit}.
	 * @throws IllegalStateException if the limit cannot be set
	 */
	public void fillDisk() {
		limitFiles("0:");
	}

	/** Lets writes to files succeed again. */
	public void emptyDisk() {
		limitFiles("unlimited:");
	}

	private void limitFiles(String softLimit) {
		if (!run("prlimit", "--pid", Long.toString(this.process.pid()), "--fsize=" + softLimit)) {
			throw new IllegalStateException("prlimit could not limit the files of process " + this.process.pid());
		}
	}

	/**
	 * Kills the process with SIGKILL and waits until it has ended.
	 * @throws InterruptedException if this thread is interrupted
	 */
	public void kill() throws InterruptedException {
		signal("KILL");
		this.process.waitFor(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits until the process has ended. A process that does not end in time is killed,
	 * after the stacks of its threads were printed to its output.
	 * @param timeout maximum time since the signal, or from now if none was sent
	 * @return how it has ended
	 * @throws InterruptedException if this thread is interrupted
	 */
	public synchronized InstanceEnd awaitEnd(Duration timeout) throws InterruptedException {
		InstanceEnd known = this.end;
		if (known != null) {
			return known;
		}
		Duration since = this.signal.isEmpty() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - this.signalNanos);
		Deadline deadline = Deadline.in(timeout.minus(since));
		boolean ended = this.process.waitFor(0, TimeUnit.MILLISECONDS);
		while (!ended && !deadline.isOver()) {
			rememberDescendants();
			ended = this.process.waitFor(Math.min(LOOK.toMillis(), deadline.remaining().toMillis() + 1),
					TimeUnit.MILLISECONDS);
		}
		long endNanos = ended ? this.endNanos.join() : System.nanoTime();
		Duration took = Duration.ofNanos(endNanos - this.signalNanos);
		String lines = "";
		if (!ended) {
			lines = this.output.tail(LINES) + dumpThreads();
			this.process.destroyForcibly().waitFor(MOMENT.toSeconds(), TimeUnit.SECONDS);
		}
		// Children that end because their parent has ended get a moment to do so.
		Deadline.in(LOOK.multipliedBy(10)).await(() -> this.descendants.stream().noneMatch(ProcessHandle::isAlive));
		List<ProcessHandle> left = this.descendants.stream().filter(ProcessHandle::isAlive).toList();
		List<String> names = left.stream()
			.map((one) -> one.pid() + " " + one.info().command().orElse("unknown command"))
			.toList();
		left.forEach(ProcessHandle::destroyForcibly);
		this.output.awaitEnd(MOMENT);
		DrainReport report = report();
		known = new InstanceEnd(this.number, this.signal, exitCode(), took, ended,
				(report != null && report.isFinal()) ? report : null, (report != null) ? report.stage() : "none",
				Leftovers.read(names, this.portsFile), ended ? this.output.tail(LINES) : lines);
		this.end = known;
		return known;
	}

	private int exitCode() {
		return this.process.isAlive() ? -1 : this.process.exitValue();
	}

	private @Nullable DrainReport report() {
		try {
			if (Files.exists(this.reportFile)) {
				DrainReport report = DrainReport.parse(Files.readString(this.reportFile));
				if (report.isFinal()) {
					return report;
				}
				DrainReport logged = DrainReport.inLog(this.output.tail());
				return (logged != null) ? logged : report;
			}
		}
		catch (IOException | RuntimeException ex) {
			// What is in the file is no report: the log may have one.
		}
		return DrainReport.inLog(this.output.tail());
	}

	private void rememberDescendants() {
		this.process.descendants().forEach(this.descendants::add);
	}

	/** Returns the stacks of threads that run something beyond the JDK. */
	private String dumpThreads() throws InterruptedException {
		long before = this.output.bytes();
		if (kill("QUIT")) {
			Deadline.in(MOMENT).await(() -> this.output.since(before).contains(END_OF_DUMP));
		}
		return Arrays.stream(this.output.since(before).split("\n\\s*\n"))
			.filter((thread) -> thread.lines().anyMatch((line) -> line.matches("\\s+at (?!java\\.|jdk\\.|sun\\.).*")))
			.limit(MOST_THREADS)
			.collect(Collectors.joining("\n\n", "\nIts threads:\n", ""));
	}

	/** Kills the process and all that it has started, without waiting for their end. */
	void destroy() {
		rememberDescendants();
		this.process.destroyForcibly();
		this.descendants.forEach(ProcessHandle::destroyForcibly);
	}

	void awaitDestroyed() throws InterruptedException {
		this.process.waitFor(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public String toString() {
		return "instance " + this.number + ", process " + this.process.pid();
	}

}
