/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainReporter;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the application context of a {@link DrainSliceTest}, without a signal and without
 * ending the process: {@link io.softlanding.drain.DrainContext#exiting()} is
 * {@code false}, and the reason of the drain is {@code CLOSE}. Not for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class DrainSlice {

	private static final Duration SECTIONS = Duration.ofSeconds(10);

	private static final Duration SIGNAL = Duration.ofMinutes(1);

	private final ConfigurableApplicationContext context;

	DrainSlice(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Drains and closes the context, as a signal does.
	 * @return the report
	 */
	public DrainReport terminate() {
		DrainReporter reporter = this.context.getBean(DrainReporter.class);
		this.context.close();
		return new DrainReport(reporter.status(SECTIONS));
	}

	/**
	 * Drains and closes the context, and forces the drain as soon as it has begun, as a
	 * second signal does: participants that wait are interrupted.
	 * @return the report
	 */
	public DrainReport terminateTwice() {
		DrainController controller = this.context.getBean(DrainController.class);
		AtomicBoolean ended = new AtomicBoolean();
		// Has no effect before the drain begins, nor when it is repeated.
		Balancer.daemons("drain-test-signal").newThread(() -> Deadline.in(SIGNAL).until(() -> {
			controller.escalate();
			return ended.get();
		})).start();
		try {
			return terminate();
		}
		finally {
			ended.set(true);
		}
	}

}
