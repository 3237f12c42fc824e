/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * The application under test: one or more instances, each in a process of its own, behind
 * a small balancer that honours readiness. Not for use by several threads, except where a
 * method says otherwise.
 *
 * <p>
 * Use AssertJ's {@code assertThat(harness)} for the assertions of {@link DrainAssert}.
 *
 * @since 0.1.0
 * @see DrainTest
 */
public final class DrainHarness implements AssertProvider<DrainAssert>, AutoCloseable {

	private static final Duration LEDGER_TIMEOUT = Duration.ofSeconds(30);

	private final DrainHarnessOptions options;

	private final Path directory;

	private final Balancer balancer;

	private final Thread hook = new Thread(this::destroyAll, "drain-test-cleanup");

	private final List<Instance> instances = new CopyOnWriteArrayList<>();

	private final List<Instance> started = new CopyOnWriteArrayList<>();

	private final Map<Integer, Balancer.Backend> backends = new LinkedHashMap<>();

	private final Map<Instance, InstanceEnd> ends = new LinkedHashMap<>();

	private final List<LoadResult> loads = new ArrayList<>();

	private volatile boolean closed;

	private @Nullable Ledger ledger;

	private Collection<String> storedBefore = List.of();

	DrainHarness(DrainHarnessOptions options) throws IOException {
		this.options = options;
		this.directory = Files.createTempDirectory("softlanding-drain-test");
		this.balancer = new Balancer(options.readinessPath(), options.probeInterval(), options.fall(),
				options.instances());
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	/**
	 * Begins the description of an application. Use this without JUnit; with it, use
	 * {@link DrainTest}.
	 * @param application class with the {@code main} method
	 * @return a builder
	 */
	public static DrainHarnessBuilder of(Class<?> application) {
		return new DrainHarnessBuilder(application);
	}

	/**
	 * Starts the first instance, which may have tables to create, and then the others.
	 */
	void startAll() throws IOException, InterruptedException {
		launch(0);
		awaitReady(0);
		for (int i = 1; i < this.options.instances(); i++) {
			launch(i);
		}
		for (int i = 1; i < this.options.instances(); i++) {
			awaitReady(i);
		}
	}

	private void launch(int number) throws IOException {
		Path directory = Files.createTempDirectory(this.directory, "instance-" + number + "-");
		Instance instance = new Instance(number, directory, this.options.command(directory));
		this.started.add(instance);
		if (this.closed) {
			instance.destroy();
			throw new IllegalStateException("The harness is closed");
		}
		if (number < this.instances.size()) {
			this.instances.set(number, instance);
		}
		else {
			this.instances.add(instance);
		}
	}

	private void awaitReady(int number) throws InterruptedException {
		Instance instance = this.instances.get(number);
		Deadline deadline = Deadline.in(this.options.startTimeout());
		instance.awaitStarted(this.options.startTimeout());
		if (instance.port() < 0) {
			return;
		}
		Balancer.Backend backend = this.balancer.add(instance);
		this.backends.put(number, backend);
		deadline.await(() -> backend.isReady() || backend.isWrong() || !instance.isAlive());
		if (!backend.isReady() || !instance.isAlive()) {
			throw new IllegalStateException("""
					Instance %d has started, and is not ready.
					The last response of %s: %s
					Set the path that your load balancer probes with readinessPath. Its last lines:
					%s""".formatted(number, this.options.readinessPath(), backend.answer(), instance.output()));
		}
	}

	/**
	 * Returns the instances. One that was started again has the place of the one before.
	 * @return as many as there are in the fleet; they may have ended
	 */
	public List<Instance> instances() {
		return List.copyOf(this.instances);
	}

	/**
	 * Returns an instance.
	 * @param number number of the instance, from 0
	 * @return the instance; it may have ended
	 */
	public Instance instance(int number) {
		return this.instances.get(number);
	}

	/**
	 * Returns the port of the balancer.
	 * @return the port, or -1 if the application has no web server
	 */
	public int port() {
		return this.backends.isEmpty() ? -1 : this.balancer.port();
	}

	/**
	 * Prepares a load.
	 * @param call the request
	 * @param rate how often it is sent
	 * @return the load, which has not started
	 */
	public Load load(HttpCall call, Rate rate) {
		return new Load(this).and(call, rate);
	}

	/**
	 * Sets what is compared with the responses of all loads. Call this before the first
	 * load, so that it is known what was stored before.
	 * @param ledger reads the store
	 * @return this harness
	 */
	public DrainHarness ledger(Ledger ledger) {
		this.ledger = ledger;
		return this;
	}

	/**
	 * Sends SIGTERM to an instance and waits until its process has ended. One that does
	 * not end within the timeout is killed, and the assertions fail.
	 * @param number number of the instance, from 0
	 * @return how it has ended
	 * @throws InterruptedException if this thread is interrupted
	 */
	public InstanceEnd stop(int number) throws InterruptedException {
		Instance instance = instance(number);
		if (instance.isAlive()) {
			instance.signal("TERM");
		}
		return ended(instance);
	}

	/**
	 * Sends SIGTERM to all instances at the same time and waits until they have ended.
	 * @throws InterruptedException if this thread is interrupted
	 */
	public void stop() throws InterruptedException {
		for (Instance instance : this.instances) {
			if (instance.isAlive()) {
				instance.signal("TERM");
			}
		}
		for (Instance instance : this.instances) {
			ended(instance);
		}
	}

	/**
	 * Starts an instance that has ended, and waits until the balancer sends it traffic.
	 * @param number number of the instance, from 0
	 * @return the new instance
	 * @throws IOException if the process cannot be started
	 * @throws InterruptedException if this thread is interrupted
	 * @throws IllegalStateException if the instance runs, or does not become ready
	 */
	public Instance start(int number) throws IOException, InterruptedException {
		if (instance(number).isAlive()) {
			throw new IllegalStateException("Instance " + number + " still runs");
		}
		ended(instance(number));
		launch(number);
		awaitReady(number);
		return instance(number);
	}

	InstanceEnd ended(Instance instance) throws InterruptedException {
		InstanceEnd end = instance.awaitEnd(this.options.endTimeout());
		this.ends.put(instance, end);
		return end;
	}

	/**
	 * Returns how instances have ended, in the order in which they were stopped,
	 * including those that have ended by themselves.
	 * @return the ends
	 */
	public List<InstanceEnd> ends() {
		try {
			for (Instance instance : this.instances) {
				if (!instance.isAlive()) {
					ended(instance);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return List.copyOf(this.ends.values());
	}

	/**
	 * Returns the results of the loads.
	 * @return one for each call of {@link Load#during}
	 */
	public List<LoadResult> loads() {
		return List.copyOf(this.loads);
	}

	/**
	 * Compares what the clients of all loads were told with what the store holds now.
	 * @return the comparison, or {@code null} without a {@linkplain #ledger ledger}
	 * @throws InconclusiveError if the store cannot be read
	 */
	public @Nullable LedgerResult compareLedger() {
		Ledger ledger = this.ledger;
		if (ledger == null) {
			return null;
		}
		List<String> acknowledged = this.loads.stream().flatMap((load) -> load.acknowledged().stream()).toList();
		return LedgerResult.of(acknowledged, this.storedBefore, read(ledger));
	}

	private static Collection<String> read(Ledger ledger) {
		FutureTask<Collection<String>> reading = new FutureTask<>(ledger::keys);
		Balancer.daemons("drain-test-ledger").newThread(reading).start();
		try {
			return reading.get(LEDGER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new InconclusiveError("the ledger cannot be read: " + ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new InconclusiveError("the ledger was not read within " + LEDGER_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InconclusiveError("interrupted while the ledger was read");
		}
	}

	void beforeLoad() {
		Ledger ledger = this.ledger;
		if (ledger != null && this.loads.isEmpty()) {
			this.storedBefore = read(ledger);
		}
	}

	void loaded(LoadResult result) {
		this.loads.add(result);
	}

	/** Whether no process is there that could take a request. */
	boolean isDown() {
		return this.instances.stream().noneMatch(Instance::isAlive);
	}

	boolean eachHasConnections() {
		return this.balancer.backends().stream().allMatch((backend) -> backend.connections() > 0);
	}

	/** Everything that is known, for messages. */
	String describe() {
		StringBuilder text = new StringBuilder();
		this.loads.forEach((load) -> text.append(load.describe()).append('\n'));
		ends().forEach((end) -> text.append(end.describe()).append("\n\n"));
		return text.toString();
	}

	/** Copies what the instances have printed, and what is known of their ends. */
	void writeTo(Path target) throws IOException {
		for (int i = 0; i < this.started.size(); i++) {
			Instance instance = this.started.get(i);
			Files.writeString(target.resolve("instance-" + instance.number() + "-start-" + i + ".log"),
					instance.output());
		}
		Files.writeString(target.resolve("drain.txt"), describe());
	}

	/**
	 * Returns the assertions; AssertJ calls this.
	 * @deprecated use {@code Assertions.assertThat(harness)}
	 */
	@Override
	@Deprecated
	public DrainAssert assertThat() {
		return new DrainAssert(this);
	}

	/**
	 * Kills what still runs, including processes that the instances have started, and
	 * deletes temporary files. Has no effect when called again.
	 */
	@Override
	public void close() {
		destroyAll();
		this.balancer.close();
		try {
			for (Instance instance : this.started) {
				instance.awaitDestroyed();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			cleanUp();
		}
	}

	private void cleanUp() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException | IllegalStateException ex) {
			// The system deletes temporary files; the virtual machine ends already.
			return;
		}
	}

	private void destroyAll() {
		this.closed = true;
		this.started.forEach(Instance::destroy);
	}

}
