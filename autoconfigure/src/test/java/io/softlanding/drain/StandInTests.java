/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that say at once that they do not run, and have work to finish: the phases after
 * theirs wait for it.
 */
@Timeout(60)
class StandInTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final ShutdownPhases phases = new ShutdownPhases(this.context, new LifecycleBeans(NanoClock.SYSTEM));

	private final Bean listener = new Bean(Integer.MAX_VALUE - 100);

	/** Holds what the listener gives it, until it is stopped. */
	private final Bean buffer = new Bean(Integer.MAX_VALUE - 500);

	private final Feature feature = new Feature();

	@BeforeEach
	void start() {
		this.context.registerBean("listener", SmartLifecycle.class, () -> this.listener);
		this.context.registerBean("buffer", SmartLifecycle.class, () -> this.buffer);
		this.context.registerBean("feature", StoppedInFront.class, () -> this.feature);
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void theCloseWaitsForWorkThatTheFrontHalfHasNotEnded() throws InterruptedException {
		this.listener.stop();
		this.phases.limit(LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), true);
		Thread close = new Thread(this.context::close);
		close.start();
		this.feature.endsAfterItsStop();
		close.join();
		assertThat(this.buffer.running).isFalse();
	}

	@Test
	void theEarlyStopWaitsForIt() throws InterruptedException {
		Thread early = new Thread(() -> stopBeforePort(true));
		early.start();
		this.feature.endsAfterItsStop();
		early.join();
		assertThat(this.buffer.running).isFalse();
	}

	@Test
	void aForcedDrainDoesNotWaitForIt() throws InterruptedException {
		Thread early = new Thread(() -> stopBeforePort(true));
		early.start();
		this.feature.stopped.await();
		this.phases.cutStandIns();
		early.join();
		assertThat(this.buffer.running).isFalse();
		this.phases.limit(LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), true);
		this.context.close();
	}

	@Test
	void anInterruptInBetweenDoesNotSkipLaterPhases() throws InterruptedException {
		Thread early = new Thread(() -> stopBeforePort(true));
		early.start();
		this.feature.stopped.await();
		early.interrupt();
		early.join();
		assertThat(this.buffer.running).isFalse();
		assertThat(this.buffer.interrupted).isFalse();
	}

	@Test
	void beansOfLaterPhasesKeepSomeTime() {
		assertThat(this.phases.stopBeforePort(true, LONG.toNanos(), Duration.ofMillis(100)::toNanos))
			.containsExactly("listener");
		assertThat(this.buffer.running).isFalse();
	}

	@Test
	void otherBeansRunOnIfOnlyThoseOfFeaturesStopEarly() throws InterruptedException {
		Thread early = new Thread(() -> stopBeforePort(false));
		early.start();
		this.feature.endsAfterItsStop();
		early.join();
		assertThat(this.buffer.running).isTrue();
	}

	@Test
	void whatHasNotEndedHasNotStopped() {
		assertThat(this.phases.stopBeforePort(false, 1, () -> 1)).containsExactly("listener");
		assertThat(this.feature.stopped.getCount()).isZero();
	}

	@Test
	void workThatHasEndedIsNotWaitedFor() {
		this.feature.running = false;
		this.phases.limit(LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), LONG.toNanos(), true);
		this.context.close();
		assertThat(this.feature.stopped.getCount()).isOne();
	}

	private List<String> stopBeforePort(boolean all) {
		return this.phases.stopBeforePort(all, LONG.toNanos(), LONG::toNanos);
	}

	private static final class Bean implements SmartLifecycle {

		private final int phase;

		private volatile boolean running;

		private volatile boolean interrupted;

		private Bean(int phase) {
			this.phase = phase;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.interrupted = Thread.currentThread().isInterrupted();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	private final class Feature implements StoppedInFront {

		private final CountDownLatch stopped = new CountDownLatch(1);

		private volatile boolean running = true;

		private volatile Runnable whenStopped = () -> {
		};

		@Override
		public boolean stops(Lifecycle bean) {
			return bean == StandInTests.this.listener;
		}

		@Override
		public boolean isRunning(Lifecycle bean) {
			return this.running;
		}

		@Override
		public void stop(Lifecycle bean, Runnable whenStopped) {
			this.whenStopped = whenStopped;
			this.stopped.countDown();
		}

		void endsAfterItsStop() throws InterruptedException {
			this.stopped.await();
			assertThat(StandInTests.this.buffer.running).isTrue();
			this.running = false;
			this.whenStopped.run();
		}

	}

}
