/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.softlanding.time.NanoClock;

/**
 * Containers that were told to stop, do not, and handle no message: their broker does not
 * answer. They are not waited for as long as for a message.
 */
final class Silence {

	private final NanoClock clock;

	private final Duration least;

	private final Map<ListenedContainer, Long> since = new ConcurrentHashMap<>();

	/**
	 * Creates a silence of each container.
	 * @param clock the clock
	 * @param least how long Spring waits for a container, whatever its own timeout
	 */
	Silence(NanoClock clock, Duration least) {
		this.clock = clock;
		this.least = least;
	}

	/**
	 * Whether a container has handled nothing for as long as it is worth waiting for.
	 * Asked again and again.
	 * @param container a container that was told to stop
	 * @param handles whether it handles a message now
	 */
	boolean isOver(ListenedContainer container, boolean handles) {
		Duration longest = container.longestSilence();
		if (handles || longest == null) {
			this.since.remove(container);
			return false;
		}
		long now = this.clock.nanoTime();
		return now - this.since.computeIfAbsent(container, (added) -> now) >= Math.max(longest.toNanos(),
				this.least.toNanos());
	}

}
