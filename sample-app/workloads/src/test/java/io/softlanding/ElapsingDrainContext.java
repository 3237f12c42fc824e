/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.time.Duration;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainReason;
import org.jspecify.annotations.Nullable;

/**
 * A drain whose time passes by itself, for participants that wait for real servers.
 *
 * @param reason why it drains
 * @param endNanos its end, compared with {@link System#nanoTime()}
 * @param pass the pass of the back half
 * @param initiator a thread that waits for the drain
 */
public record ElapsingDrainContext(DrainReason reason, long endNanos, DrainPass pass,
		@Nullable Thread initiator) implements DrainContext {

	public static DrainContext of(DrainReason reason, Duration timeout) {
		return of(reason, timeout, DrainPass.LAST, null);
	}

	public static DrainContext of(DrainReason reason, Duration timeout, DrainPass pass, @Nullable Thread initiator) {
		return new ElapsingDrainContext(reason, System.nanoTime() + timeout.toNanos(), pass, initiator);
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.endNanos - System.nanoTime()));
	}

	@Override
	public boolean forced() {
		return false;
	}

	@Override
	public boolean exiting() {
		return true;
	}

	@Override
	public boolean initiatedBy(Thread thread) {
		return thread == this.initiator;
	}

	@Override
	public void progress(String line) {
		if (line.isBlank()) {
			throw new IllegalArgumentException("A line of progress is empty");
		}
	}

}
