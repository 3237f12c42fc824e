/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.process.DrainThread;
import io.softlanding.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;

/** Removes the keys that are there only because this instance is. */
final class EphemeralKeysParticipant implements MultiPassParticipant, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(EphemeralKeysParticipant.class);

	/** What the end of an application without a drain waits for Redis. */
	private static final Duration WITHOUT_DRAIN = Duration.ofSeconds(1);

	/** What a removal needs at the least, for the server to answer. */
	private static final Duration REMOVAL = Duration.ofMillis(250);

	private static final Duration REMOVAL_EACH = Duration.ofNanos(50_000);

	private static final Duration REPORTING = Duration.ofMillis(50);

	private final RedisEphemeralKeys keys;

	private final NanoClock clock;

	EphemeralKeysParticipant(RedisEphemeralKeys keys, NanoClock clock) {
		this.keys = keys;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "ephemeral-keys";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.LOCKS;
	}

	@Override
	public Duration needs() {
		int keys = this.keys.size();
		return (keys == 0) ? Duration.ZERO : REMOVAL.plus(REMOVAL_EACH.multipliedBy(keys));
	}

	/** Keys belong to work that may still run: the first look leaves them alone. */
	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		boolean last = this.keys.isLast(context.pass());
		if (last) {
			this.keys.close();
		}
		if (last || context.pass() == DrainPass.BEFORE_STOP) {
			if (this.keys.size() > 0) {
				Duration time = context.remaining().minus(REPORTING);
				remove((context.pass() == DrainPass.LAST) ? time : time.dividedBy(2));
			}
			return conclude();
		}
		return (this.keys.size() == 0) ? DrainResult.nothingToDo("No key")
				: DrainResult.partial("%d keys are removed after executors have stopped", this.keys.size());
	}

	@Override
	public DrainResult conclude() {
		int left = this.keys.size();
		int all = this.keys.removed() + left;
		DrainResult result = (all == 0) ? DrainResult.nothingToDo("No key")
				: (left == 0) ? DrainResult.completed("%d removed", all)
						: DrainResult.failed("The removal of %d of %d keys is not confirmed", left, all);
		return this.keys.refusals().addTo(result);
	}

	/** Removes what was not removed for the last time, such as without a drain. */
	@Override
	public void destroy() throws InterruptedException {
		if (this.keys.closed()) {
			return;
		}
		this.keys.close();
		if (this.keys.size() > 0) {
			remove(WITHOUT_DRAIN);
		}
		if (this.keys.size() > 0) {
			logger.warn("The removal of {} keys of this instance is not confirmed", this.keys.size());
		}
	}

	private void remove(Duration time) throws InterruptedException {
		long end = this.clock.nanoTime() + Math.max(time.toNanos(), REMOVAL.toNanos());
		CountDownLatch done = new CountDownLatch(1);
		DrainThread.startOrRun("ephemeral-keys", () -> {
			try {
				unlink(end);
			}
			finally {
				done.countDown();
			}
		});
		done.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
	}

	private void unlink(long end) {
		for (int attempt = 0; attempt < BatchRelease.ATTEMPTS; attempt++) {
			try {
				this.clock.sleep(BatchRelease.pauseNanos(attempt));
				if (end - this.clock.nanoTime() > 0) {
					this.keys.unlink();
				}
				return;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				logger.debug("Keys could not be removed", ex);
			}
		}
	}

}
