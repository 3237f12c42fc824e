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
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;

/**
 * Listener containers of all libraries, and what a drain has done with them.
 */
final class Listeners implements WorkSource, CurrentWork, StoppedInFront {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	/** Libraries do not tell when a pause is in effect. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final List<ListenerLibrary> libraries;

	private final NanoClock clock;

	private final PausedContainers paused = new PausedContainers(this::remaining);

	/** How long a drain may take. */
	private final Supplier<Duration> timeout;

	/** Those that a drain has told to stop, and whether they have said that they have. */
	private final Map<ListenedContainer, Boolean> stopping = new ConcurrentHashMap<>();

	private final List<Runnable> whenExhausted = new CopyOnWriteArrayList<>();

	private volatile boolean exhausted;

	private volatile long endedBefore;

	private volatile long endNanos;

	Listeners(List<ListenerLibrary> libraries, NanoClock clock, Supplier<Duration> timeout) {
		this.libraries = List.copyOf(libraries);
		this.clock = clock;
		this.timeout = timeout;
		this.endNanos = clock.nanoTime();
	}

	NanoClock clock() {
		return this.clock;
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
		return this.libraries.stream().anyMatch((library) -> library.stops(bean));
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

	void drainBegins() {
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

	/** Tells a container to stop, once. */
	void stop(ListenedContainer container) {
		if (this.stopping.putIfAbsent(container, Boolean.FALSE) == null) {
			container.stop(remaining(), () -> {
				this.stopping.put(container, Boolean.TRUE);
				this.libraries.forEach((library) -> library.messages().wakeUp());
			});
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
