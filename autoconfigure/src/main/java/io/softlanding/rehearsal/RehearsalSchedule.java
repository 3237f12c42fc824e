/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rehearsal;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.process.SoftlandingThread;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.support.CronExpression;

/**
 * Begins rehearsals at the times of a cron expression, on a daemon thread. A time that
 * has passed meanwhile is left out.
 */
final class RehearsalSchedule implements SmartInitializingSingleton, DisposableBean {

	/** The wall clock may be set. */
	private static final long LONGEST_WAIT_MILLIS = TimeUnit.MINUTES.toMillis(1);

	private final CronExpression times;

	private final Runnable rehearsal;

	private final Supplier<ZonedDateTime> clock;

	private final CountDownLatch closed = new CountDownLatch(1);

	RehearsalSchedule(String cron, Runnable rehearsal, Supplier<ZonedDateTime> clock) {
		this.times = parse(cron);
		this.rehearsal = rehearsal;
		this.clock = clock;
	}

	private static CronExpression parse(String cron) {
		try {
			return CronExpression.parse(cron);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(
					"softlanding.rehearsal.cron is '%s', which is not a cron expression of six fields.".formatted(cron),
					"Set softlanding.rehearsal.cron to an expression such as '0 0 3 * * MON', or leave it unset.");
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		new SoftlandingThread("rehearsal-schedule", this::run).start();
	}

	private void run() {
		try {
			ZonedDateTime next = this.times.next(this.clock.get());
			while (next != null) {
				long millis = Duration.between(this.clock.get(), next).toMillis();
				if (this.closed.await(Math.min(Math.max(1, millis), LONGEST_WAIT_MILLIS), TimeUnit.MILLISECONDS)) {
					return;
				}
				if (!this.clock.get().isBefore(next)) {
					this.rehearsal.run();
					next = this.times.next(this.clock.get());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy() {
		this.closed.countDown();
	}

}
