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

/**
 * Containers that maintenance has paused. A container can block while it is told to
 * pause, until after the end of the maintenance.
 */
final class PausedContainers {

	/** Those that are told to pause now, and whether maintenance goes on. */
	private final Map<ListenedContainer, Boolean> pausing = new HashMap<>();

	private final Set<ListenedContainer> paused = new LinkedHashSet<>();

	/**
	 * Pauses a container, unless it is paused already. One whose pause returns after the
	 * end of the maintenance is resumed at once.
	 * @param remaining time until the end of the drain
	 */
	void pause(ListenedContainer container, Duration remaining) {
		synchronized (this) {
			if (this.paused.contains(container) || this.pausing.put(container, true) != null) {
				return;
			}
		}
		boolean done = false;
		boolean wanted;
		try {
			done = container.pause(remaining);
		}
		finally {
			synchronized (this) {
				wanted = Boolean.TRUE.equals(this.pausing.remove(container));
				if (done) {
					this.paused.add(container);
				}
			}
		}
		if (done && !wanted) {
			resume(container);
		}
	}

	/** Has pauses undone that have not returned yet. */
	synchronized void end() {
		this.pausing.replaceAll((container, wanted) -> false);
	}

	/**
	 * Resumes a container that {@link #pause} has paused. It stays known if that fails.
	 */
	void resume(ListenedContainer container) {
		synchronized (this) {
			if (!this.paused.remove(container)) {
				return;
			}
		}
		try {
			container.resume();
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				this.paused.add(container);
			}
			throw ex;
		}
	}

	/** Those that are paused, or are told to. */
	synchronized List<ListenedContainer> all() {
		Set<ListenedContainer> all = new LinkedHashSet<>(this.paused);
		this.pausing.forEach((container, wanted) -> {
			if (wanted) {
				all.add(container);
			}
		});
		return List.copyOf(all);
	}

	/** Whether all of them hand over nothing more. */
	boolean inEffect() {
		return all().stream()
			.allMatch((container) -> !container.running() || (isTold(container) && container.paused()));
	}

	private synchronized boolean isTold(ListenedContainer container) {
		return this.paused.contains(container);
	}

}
