/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.softlanding.drain.StoppedInFront;
import io.softlanding.inflight.CurrentWork;
import io.softlanding.inflight.WorkSource;
import io.softlanding.process.BoundedWait;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Listener containers of all libraries, and what a drain has done with them.
 */
final class Listeners implements WorkSource, CurrentWork, StoppedInFront {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	/** Calls that take longer go on while something else is waited for. */
	static final Duration PATIENCE = Duration.ofSeconds(2);

	/** Libraries do not tell when a pause is in effect. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final List<ListenerLibrary> libraries;

	private final NanoClock clock;

	private final PausedContainers paused = new PausedContainers(this::remaining);

	/** How long a drain may take. */
	private final Supplier<Duration> timeout;

	/** Those that a drain has told to stop, and whether they have said that they have. */
	private final Map<ListenedContainer, Boolean> stopping = new ConcurrentHashMap<>();

	/** Those whose stop has not returned. */
	private final Set<ListenedContainer> beingTold = ConcurrentHashMap.newKeySet();

	/** Those that could not be told to stop. */
	private final Set<ListenedContainer> failed = ConcurrentHashMap.newKeySet();

	private final ListenerCalls stop = new ListenerCalls("stop");

	private final Silence silence;

	/** Whether a thread waits for the drain, so that what it handles is not awaited. */
	private volatile Predicate<Thread> waitsForDrain = (thread) -> false;

	private final List<Runnable> whenExhausted = new CopyOnWriteArrayList<>();

	private volatile boolean exhausted;

	private volatile long endedBefore;

	private volatile long endNanos;

	/**
	 * Creates listeners.
	 * @param libraries what creates containers
	 * @param clock the clock
	 * @param timeout how long a drain may take
	 * @param phaseTimeout how long Spring waits for containers that do not stop
	 */
	Listeners(List<ListenerLibrary> libraries, NanoClock clock, Supplier<Duration> timeout, Duration phaseTimeout) {
		this.libraries = List.copyOf(libraries);
		this.clock = clock;
		this.timeout = timeout;
		this.silence = new Silence(clock, phaseTimeout);
		this.endNanos = clock.nanoTime();
	}

	/** All containers that exist now. One library that fails does not hide others. */
	List<ListenedContainer> containers() {
		return this.libraries.stream().<ListenedContainer>flatMap(Listeners::containers).toList();
	}

	private static Stream<? extends ListenedContainer> containers(ListenerLibrary library) {
		try {
			return library.containers().stream();
		}
		catch (RuntimeException ex) {
			logger.warn("Listener containers of {} could not be found. Spring stops them.", library.name(), ex);
			return Stream.empty();
		}
	}

	@Override
	public boolean stops(Lifecycle bean) {
		return containersOf(bean) != null;
	}

	private @Nullable Collection<? extends ListenedContainer> containersOf(Lifecycle bean) {
		for (ListenerLibrary library : this.libraries) {
			Collection<? extends ListenedContainer> containers = library.containersOf(bean);
			if (containers != null) {
				return containers;
			}
		}
		return null;
	}

	@Override
	public boolean isRunning(Lifecycle bean) {
		Collection<? extends ListenedContainer> containers = containersOf(bean);
		return (containers != null) ? !pending(containers).isEmpty() : bean.isRunning();
	}

	@Override
	public void stop(Lifecycle bean, Runnable whenStopped) {
		Collection<? extends ListenedContainer> containers = Objects.requireNonNullElse(containersOf(bean), List.of());
		DrainThread.startOrRun("listener-end", () -> {
			try {
				tellToStop(containers, PATIENCE);
				if (await(() -> pending(containers).isEmpty(), remaining().toNanos())) {
					if (containers.stream().anyMatch(this.failed::contains)) {
						stopAsSpring(bean, whenStopped);
					}
					else {
						whenStopped.run();
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (RuntimeException ex) {
				// Spring does not wait for a bean either whose stop has failed.
				logger.warn("Listener containers of {} failed to stop", bean, ex);
				whenStopped.run();
			}
		});
	}

	private static void stopAsSpring(Lifecycle bean, Runnable whenStopped) {
		if (bean instanceof SmartLifecycle smart) {
			smart.stop(whenStopped);
		}
		else {
			bean.stop();
			whenStopped.run();
		}
	}

	/** To a list: each container must be asked, since each has a silence of its own. */
	private List<? extends ListenedContainer> pending(Collection<? extends ListenedContainer> containers) {
		return containers.stream()
			.filter((container) -> !this.failed.contains(container)
					&& (this.stopping.containsKey(container) || container.running() || handles(container))
					&& !hasStopped(container) && !hasInitiated(container) && !isSilent(container))
			.toList();
	}

	/** Whether it was told to stop, does not, and is not worth waiting for. */
	boolean isSilent(ListenedContainer container) {
		return this.stopping.containsKey(container) && this.silence.isOver(container, handles(container));
	}

	/** Whether all it handles ends the process, or closes the context. */
	boolean hasInitiated(ListenedContainer container) {
		List<HandledMessage> own = messages().stream().filter(container::received).toList();
		return !own.isEmpty() && own.stream().allMatch((message) -> this.waitsForDrain.test(message.thread()));
	}

	/** What listeners handle now. */
	List<HandledMessage> messages() {
		return this.libraries.stream().flatMap((library) -> library.messages().all().stream()).toList();
	}

	long ended() {
		return this.libraries.stream().mapToLong((library) -> library.messages().ended()).sum();
	}

	/** Number of messages that have ended since the drain began. */
	long endedDraining() {
		return ended() - this.endedBefore;
	}

	void drainBegins(Predicate<Thread> waitsForDrain) {
		this.waitsForDrain = waitsForDrain;
		this.endNanos = this.clock.nanoTime() + this.timeout.get().toNanos();
		this.endedBefore = ended();
		this.exhausted = false;
	}

	/** Called when the application goes on after a maintenance. */
	void drainEnds() {
		this.exhausted = false;
	}

	private Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.endNanos - this.clock.nanoTime()));
	}

	/** Those that maintenance pauses and has not paused yet. */
	List<ListenedContainer> toPause() {
		List<ListenedContainer> paused = this.paused.all();
		return containers().stream()
			.filter((container) -> container.running() && container.stopsBeforeServer() && container.canPause()
					&& !paused.contains(container))
			.toList();
	}

	/** Those that receive messages during maintenance, since there is no other way. */
	List<ListenedContainer> withoutPause() {
		return containers().stream()
			.filter((container) -> container.running() && container.stopsBeforeServer() && !container.canPause())
			.toList();
	}

	/** Those that a drain stops and that were not told to, or have started again. */
	List<ListenedContainer> toStop() {
		return containers().stream()
			.filter((container) -> container.running() && container.stopsBeforeServer()
					&& (!this.stopping.containsKey(container) || hasStopped(container)))
			.toList();
	}

	/** Pauses what runs, but for containers that are paused already. */
	void pause(ListenedContainer container) {
		this.paused.pause(container);
	}

	/** Those that a drain has paused. */
	PausedContainers paused() {
		return this.paused;
	}

	/** Whether a message of a container is being handled. */
	boolean handles(ListenedContainer container) {
		return messages().stream().anyMatch(container::received);
	}

	/** Tells those that run to stop, and waits for these calls. */
	void tellToStop(Collection<? extends ListenedContainer> containers, Duration timeout) {
		List<ListenedContainer> toStop = toStop().stream().filter(containers::contains).toList();
		this.stop.call(toStop, this::stop, timeout);
	}

	/** Tells a container to stop, once. */
	void stop(ListenedContainer container) {
		if (this.stopping.putIfAbsent(container, Boolean.FALSE) == null) {
			this.beingTold.add(container);
			try {
				container.stop(remaining(), () -> {
					this.stopping.put(container, Boolean.TRUE);
					this.libraries.forEach((library) -> library.messages().wakeUp());
				});
				this.beingTold.remove(container);
			}
			catch (RuntimeException ex) {
				this.failed.add(container);
				throw ex;
			}
		}
		else if (container.running() && hasStopped(container)) {
			// It was started again.
			this.stopping.remove(container);
			stop(container);
		}
	}

	/** Notes a container that was told to stop before and may still handle a message. */
	void stopped(ListenedContainer container) {
		this.stopping.putIfAbsent(container, Boolean.TRUE);
	}

	/** Those whose stop has been called, and has failed or not returned, and that run. */
	List<ListenedContainer> notToldInTime() {
		// Some return when they have stopped, and not when they have been told to.
		return this.beingTold.stream().filter(ListenedContainer::running).toList();
	}

	/** Those that a drain has told to stop. */
	Collection<ListenedContainer> stoppingContainers() {
		return this.stopping.keySet();
	}

	/** Whether a container that was told to stop has, and handles nothing any more. */
	boolean hasStopped(ListenedContainer container) {
		return Boolean.TRUE.equals(this.stopping.get(container)) && !handles(container);
	}

	/**
	 * Waits until something is so, asked each time a message ends or a container stops.
	 * @return whether it is
	 */
	boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
		Thread waiter = Thread.currentThread();
		this.libraries.forEach((library) -> library.messages().wake(waiter, true));
		try {
			return BoundedWait.until(condition, this.clock::nanoTime, nanos, LOOK_NANOS);
		}
		finally {
			this.libraries.forEach((library) -> library.messages().wake(waiter, false));
		}
	}

	/** Called when messages are no longer waited for. */
	void noLongerAwaited() {
		this.exhausted = true;
		this.whenExhausted.forEach(Runnable::run);
	}

	/** From the end of phase IN_FLIGHT on: what has not ended is not waited for. */
	@Override
	public boolean exhausted() {
		return this.exhausted;
	}

	@Override
	public Collection<HandledMessage> running(Predicate<Thread> except) {
		return messages().stream().filter((message) -> !except.test(message.thread())).toList();
	}

	@Override
	public void whenExhausted(Runnable action) {
		this.whenExhausted.add(action);
	}

	@Override
	public @Nullable HandledMessage get() {
		return this.libraries.stream()
			.map((library) -> library.messages().ofThisThread())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	long ageNanos(HandledMessage message) {
		return this.clock.nanoTime() - message.startNanos();
	}

}
