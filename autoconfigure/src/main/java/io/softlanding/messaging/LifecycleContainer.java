/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/**
 * Container that has no pause of its own: it is stopped and started again.
 */
class LifecycleContainer implements ListenedContainer {

	private static final Logger logger = LoggerFactory.getLogger(LifecycleContainer.class);

	private final SmartLifecycle container;

	private final String name;

	private final Object monitor = new Object();

	/** Called when the stop that is under way has ended. */
	private final List<Runnable> whenStopped = new ArrayList<>();

	/** What a stop has yet to do: return, and call back. */
	private int pending;

	private boolean startWhenStopped;

	LifecycleContainer(SmartLifecycle container, String name) {
		this.container = container;
		this.name = name;
	}

	@Override
	public final String name() {
		return this.name;
	}

	/** A container that is stopping still has messages to finish. */
	@Override
	public boolean running() {
		return this.container.isRunning() || stopping();
	}

	@Override
	public boolean stopsBeforeServer() {
		return ListenedContainer.stopsBeforeServer(this.container.getPhase());
	}

	/**
	 * Returns the containers that the drain stops in the place of a bean.
	 * @param bean the bean
	 * @param all all containers
	 * @param registered those that the bean stops, {@code null} if it is a container
	 */
	static @Nullable Collection<LifecycleContainer> of(Lifecycle bean, Collection<LifecycleContainer> all,
			@Nullable Collection<?> registered) {
		if (registered != null
				&& !(bean instanceof Phased phased && ListenedContainer.stopsBeforeServer(phased.getPhase()))) {
			return null;
		}
		Collection<?> stopped = (registered != null) ? registered : List.of(bean);
		List<LifecycleContainer> containers = all.stream()
			.filter((container) -> stopped.contains(container.container) && container.stopsBeforeServer())
			.toList();
		return (registered == null && containers.isEmpty()) ? null : containers;
	}

	@Override
	public boolean pause(Duration remaining) {
		if (!running()) {
			return false;
		}
		begin(remaining, () -> {
		});
		return true;
	}

	@Override
	public void resume() {
		synchronized (this.monitor) {
			if (this.pending > 0) {
				this.startWhenStopped = true;
				return;
			}
		}
		start();
	}

	private void start() {
		if (!this.container.isRunning()) {
			startContainer();
		}
	}

	/** Not to fail the thread of the library that calls back. */
	private void startInCallback() {
		try {
			start();
		}
		catch (RuntimeException ex) {
			logger.warn("Listener container {} could not be resumed", this.name, ex);
		}
	}

	/** Starts the container again. */
	void startContainer() {
		this.container.start();
	}

	@Override
	public boolean paused() {
		return !running();
	}

	@Override
	public void stop(Duration remaining, Runnable whenStopped) {
		begin(remaining, whenStopped);
	}

	private void begin(Duration remaining, Runnable whenStopped) {
		synchronized (this.monitor) {
			this.startWhenStopped = false;
			this.whenStopped.add(whenStopped);
			// One that the application has started again meanwhile may never call back.
			if (this.pending > 0 && !(this.pending == 1 && this.container.isRunning())) {
				return;
			}
			this.pending = 2;
		}
		try {
			stopContainer(remaining, this::stepEnded);
		}
		catch (RuntimeException ex) {
			// It may have begun to stop, and may call back later or never.
			ended();
			throw ex;
		}
		stepEnded();
	}

	/**
	 * Stops the container as Spring does, with time to finish what it has received.
	 * @param remaining time until the end of the drain
	 * @param callback called when it has stopped
	 */
	void stopContainer(Duration remaining, Runnable callback) {
		this.container.stop(callback);
	}

	private void stepEnded() {
		synchronized (this.monitor) {
			if (this.pending == 0 || --this.pending > 0) {
				return;
			}
		}
		ended();
	}

	private void ended() {
		List<Runnable> callbacks;
		boolean start;
		synchronized (this.monitor) {
			this.pending = 0;
			callbacks = List.copyOf(this.whenStopped);
			this.whenStopped.clear();
			start = this.startWhenStopped;
			this.startWhenStopped = false;
		}
		callbacks.forEach(Runnable::run);
		if (start) {
			startInCallback();
		}
	}

	final boolean stopping() {
		synchronized (this.monitor) {
			return this.pending > 0;
		}
	}

	/** What it had received and not handed over went back when it was told to stop. */
	@Override
	public boolean stopNow() {
		return false;
	}

	@Override
	public boolean countsMessages() {
		return false;
	}

	@Override
	public boolean received(HandledMessage message) {
		return false;
	}

}
