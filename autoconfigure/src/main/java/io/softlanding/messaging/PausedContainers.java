/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Containers that maintenance has paused. A container can block while it is told to
 * pause, until after the end of the maintenance.
 */
final class PausedContainers {

	/** Time until the end of the drain. */
	private final Supplier<Duration> remaining;

	/** Those that a thread pauses or resumes now, and whether they are to be paused. */
	private final Map<ListenedContainer, Boolean> changing = new HashMap<>();

	private final Set<ListenedContainer> paused = new LinkedHashSet<>();

	/** Whether maintenance goes on. */
	private boolean open;

	PausedContainers(Supplier<Duration> remaining) {
		this.remaining = remaining;
	}

	/** Begins a maintenance. Containers are paused only until its end. */
	synchronized void begin() {
		this.open = true;
	}

	/** Ends a maintenance, and has pauses undone that have not returned yet. */
	synchronized void end() {
		this.open = false;
		this.changing.replaceAll((container, wanted) -> false);
	}

	/** Pauses a container during maintenance, unless it is paused already. */
	void pause(ListenedContainer container) {
		synchronized (this) {
			if (!this.open || this.paused.contains(container) || this.changing.put(container, true) != null) {
				return;
			}
		}
		change(container, false);
	}

	/**
	 * Resumes a container that {@link #pause} has paused. It stays known if that fails.
	 */
	void resume(ListenedContainer container) {
		synchronized (this) {
			if (!this.paused.remove(container)) {
				return;
			}
			this.changing.put(container, false);
		}
		change(container, true);
	}

	/**
	 * Pauses or resumes a container until it is as wanted: maintenance may end, and the
	 * next may begin, before a call returns.
	 */
	private void change(ListenedContainer container, boolean before) {
		boolean paused = before;
		try {
			do {
				if (paused) {
					container.resume();
				}
				else if (!container.pause(this.remaining.get())) {
					changed(container, false);
					return;
				}
				paused = !paused;
			}
			while (!isAsWanted(container, paused));
		}
		catch (RuntimeException | Error ex) {
			changed(container, paused);
			throw ex;
		}
	}

	private synchronized boolean isAsWanted(ListenedContainer container, boolean paused) {
		if (Boolean.valueOf(paused).equals(this.changing.get(container))) {
			changed(container, paused);
			return true;
		}
		return false;
	}

	private synchronized void changed(ListenedContainer container, boolean paused) {
		this.changing.remove(container);
		if (paused) {
			this.paused.add(container);
		}
	}

	/** Those that are paused, or are told to. */
	synchronized List<ListenedContainer> all() {
		Set<ListenedContainer> all = new LinkedHashSet<>(this.paused);
		this.changing.forEach((container, wanted) -> {
			if (wanted) {
				all.add(container);
			}
		});
		return List.copyOf(all);
	}

	/** Those that may still hand over a message. */
	List<ListenedContainer> notInEffect() {
		return all().stream()
			.filter((container) -> container.running() && !(isTold(container) && container.paused()))
			.toList();
	}

	private synchronized boolean isTold(ListenedContainer container) {
		return this.paused.contains(container);
	}

}
