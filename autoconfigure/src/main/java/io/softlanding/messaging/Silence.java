/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Containers that were told to stop, do not, and handle no message: their broker does not
 * answer. They are not waited for as long as for a message.
 */
final class Silence {

	private final NanoClock clock;

	private final Function<ListenedContainer, @Nullable Duration> longest;

	private final Map<ListenedContainer, Long> since = new ConcurrentHashMap<>();

	/**
	 * Creates a silence of each container.
	 * @param clock the clock
	 * @param longest how long to wait for a container that handles nothing, {@code null}
	 * for as long as there is time
	 */
	Silence(NanoClock clock, Function<ListenedContainer, @Nullable Duration> longest) {
		this.clock = clock;
		this.longest = longest;
	}

	/**
	 * Waits as long as Spring does.
	 * @param least how long Spring waits for a container, whatever its own timeout
	 */
	static Silence asSpring(NanoClock clock, Duration least) {
		return new Silence(clock, (container) -> {
			Duration longest = container.longestSilence();
			return (longest == null || longest.compareTo(least) >= 0) ? longest : least;
		});
	}

	/**
	 * Whether a container has handled nothing for as long as it is worth waiting for.
	 * Asked again and again.
	 * @param container a container that was told to stop
	 * @param handles whether it handles a message now
	 */
	boolean isOver(ListenedContainer container, boolean handles) {
		Duration longest = this.longest.apply(container);
		if (handles || longest == null) {
			this.since.remove(container);
			return false;
		}
		long now = this.clock.nanoTime();
		return now - this.since.computeIfAbsent(container, (added) -> now) >= longest.toNanos();
	}

}
