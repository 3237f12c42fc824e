/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class ShutdownPhasesTests {

	private static final int KAFKA = Integer.MAX_VALUE - 100;

	private static final int EXECUTORS = Integer.MAX_VALUE / 2;

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final RecordingProcessor processor = new RecordingProcessor();

	private final ShutdownPhases phases = new ShutdownPhases(this.context, new LifecycleBeans(NanoClock.SYSTEM));

	/** Spring's own, and what it was told. */
	private static final class RecordingProcessor extends DefaultLifecycleProcessor {

		private final Map<Integer, Long> timeouts = new ConcurrentHashMap<>();

		@Override
		public void setTimeoutForShutdownPhase(int phase, long timeout) {
			this.timeouts.put(phase, timeout);
			super.setTimeoutForShutdownPhase(phase, timeout);
		}

	}

	/** Has no phase of its own, and is stopped in phase 0. */
	private static class PlainBean implements Lifecycle {

		private volatile boolean running = true;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	private static class Bean extends PlainBean implements SmartLifecycle {

		private final int phase;

		private Bean(int phase) {
			this.phase = phase;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void listenersStopBeforeTheBackHalf() {
		start(KAFKA, ShutdownPhases.WEB_SERVER_DRAIN, ShutdownPhases.OWN, EXECUTORS);
		assertThat(this.phases.anyBeforeOwn(true)).isTrue();
	}

	@Test
	void webServerAndLaterBeansDoNotCount() {
		webServer();
		start(ShutdownPhases.OWN, EXECUTORS, 0);
		assertThat(this.phases.anyBeforeOwn(true)).isFalse();
	}

	@Test
	void beanThatDoesNotRunDoesNotCount() {
		start(KAFKA);
		this.context.getBean(Bean.class).stop();
		assertThat(this.phases.anyBeforeOwn(true)).isFalse();
	}

	@Test
	void eachPhaseBeforeTheBackHalfMayUseWhatIsLeftOfTheFrontHalf() {
		start(Integer.MAX_VALUE, KAFKA, KAFKA);
		limit(4000, 10_000);
		assertThat(this.processor.timeouts).containsEntry(Integer.MAX_VALUE, 4000L).containsEntry(KAFKA, 4000L);
	}

	@Test
	void eachPhaseAfterTheBackHalfMayUseWhatIsLeftOfTheDrain() {
		start(EXECUTORS, 0);
		this.context.registerBean("plain", PlainBean.class, PlainBean::new);
		this.context.getBean("plain");
		limit(4000, 10_000);
		assertThat(this.processor.timeouts).containsEntry(EXECUTORS, 10_000L).containsEntry(0, 10_000L);
	}

	@Test
	void timeoutsOfTheUserThatFitAreLeftAlone() {
		start(KAFKA, EXECUTORS);
		this.phases.limit(Duration.ofMillis(3000).toNanos(), Duration.ofMillis(4000).toNanos(),
				Duration.ofMillis(10_000).toNanos(), Duration.ofMillis(10_000).toNanos(), true);
		assertThat(this.processor.timeouts).doesNotContainKeys(KAFKA, EXECUTORS);
	}

	@Test
	void webServersOwnDrainIsNotWaitedForAndOursIs() {
		webServer();
		start();
		limit(4000, 10_000);
		assertThat(this.processor.timeouts).containsEntry(ShutdownPhases.WEB_SERVER_DRAIN, 1L)
			.containsEntry(ShutdownPhases.OWN, 11_000L);
	}

	@Test
	void aBeanInThePhaseOfTheWebServerHasTimeToStop() {
		webServer();
		start(ShutdownPhases.WEB_SERVER_DRAIN);
		assertThat(this.phases.anyBeforeOwn(true)).isTrue();
		limit(4000, 10_000);
		assertThat(this.processor.timeouts).containsEntry(ShutdownPhases.WEB_SERVER_DRAIN, 4000L);
	}

	@Test
	void nobodyWaitsWhenNothingIsLeftAndNobodyWaitsForEver() {
		start(KAFKA, EXECUTORS);
		limit(-5, -5);
		assertThat(this.processor.timeouts).containsEntry(KAFKA, 1L).containsEntry(EXECUTORS, 1L);
	}

	@Test
	void foreignLifecycleProcessorIsLeftAlone() {
		GenericApplicationContext fresh = new GenericApplicationContext();
		assertThatCode(() -> new ShutdownPhases(fresh, new LifecycleBeans(NanoClock.SYSTEM)).limit(1, 1, 1, 1, true))
			.doesNotThrowAnyException();
	}

	@Test
	void closeGoesOnWhenABeanNeverSaysThatItHasStopped() {
		this.context.registerBean("stuck", SmartLifecycle.class, () -> new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop(Runnable callback) {
				// It never calls back.
			}

			@Override
			public void stop() {
				this.running = false;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

		});
		start();
		limit(50, 50);
		long start = System.nanoTime();
		this.context.close();
		// Spring's own patience is 10 seconds.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void beansOfPhasesBeforeThePortStopEarlyWithWhatDependsOnThem() {
		start(Integer.MAX_VALUE, KAFKA, ShutdownPhases.WEB_SERVER_DRAIN, EXECUTORS, 0);
		this.context.getDefaultListableBeanFactory().registerDependentBean("bean0", "bean4");
		assertThat(stopBeforePort()).isEmpty();
		assertThat(this.context.getBeansOfType(Bean.class).values().stream().filter(PlainBean::isRunning).toList())
			.extracting(Bean::getPhase)
			.containsExactly(ShutdownPhases.WEB_SERVER_DRAIN, EXECUTORS);
	}

	@Test
	void aBeanThatStillRunsAfterItsStopIsNotStoppedAgain() {
		AtomicInteger early = new AtomicInteger();
		AtomicInteger later = new AtomicInteger();
		this.context.registerBean("early", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop() {
				early.incrementAndGet();
			}

		});
		this.context.registerBean("later", Bean.class, () -> new Bean(EXECUTORS) {

			@Override
			public void stop() {
				later.incrementAndGet();
			}

		});
		start();
		assertThat(stopBeforePort()).isEmpty();
		assertThat(early).hasValue(1);
		this.context.close();
		assertThat(early).hasValue(1);
		assertThat(later).hasValue(1);
	}

	@Test
	void aBeanIsStoppedEarlyOrByTheCloseAndNeverByBoth() {
		start(KAFKA);
		this.phases.awaitEarlyStop(0);
		assertThat(stopBeforePort()).containsExactly("bean0");
		assertThat(this.context.getBean(Bean.class).isRunning()).isTrue();
		this.context.close();
		assertThat(this.context.isActive()).isFalse();
	}

	@Test
	void aBeanThatHasFailedOrHasNotCalledBackHasNotStopped() {
		this.context.registerBean("fails", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop() {
				throw new IllegalStateException("Cannot stop");
			}

		});
		this.context.registerBean("goesOn", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop(Runnable callback) {
				super.stop();
			}

		});
		start(KAFKA, Integer.MAX_VALUE);
		assertThat(this.phases.stopBeforePort(true, 1, () -> 1)).containsExactly("fails", "goesOn");
	}

	@Test
	void anEarlierInterruptDoesNotSkipTheWaits() {
		CountDownLatch stopping = new CountDownLatch(1);
		this.context.registerBean("slow", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop(Runnable callback) {
				stopping.countDown();
				new Thread(() -> super.stop(callback)).start();
			}

		});
		start();
		Thread.currentThread().interrupt();
		assertThat(stopBeforePort()).isEmpty();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(stopping.getCount()).isZero();
	}

	@Test
	void aBeanThatClosesTheContextDoesNotWaitForItself() {
		this.context.registerBean("closing", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop() {
				ShutdownPhasesTests.this.phases.awaitEarlyStop(Long.MAX_VALUE);
				super.stop();
			}

		});
		start();
		assertThat(stopBeforePort()).isEmpty();
	}

	private List<String> stopBeforePort() {
		return this.phases.stopBeforePort(true, Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(20)::toNanos);
	}

	@Test
	void theCloseWaitsForBeansThatStopEarly() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.context.registerBean("slow", Bean.class, () -> new Bean(KAFKA) {

			@Override
			public void stop(Runnable callback) {
				entered.countDown();
				BoundedWait.uninterruptibly(stopped, Duration.ofSeconds(30).toNanos());
				super.stop(callback);
			}

		});
		start();
		Thread early = new Thread(this::stopBeforePort);
		early.start();
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		Thread closing = new Thread(() -> this.phases.awaitEarlyStop(Duration.ofSeconds(60).toNanos()));
		closing.start();
		Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		stopped.countDown();
		closing.join(30_000);
		assertThat(closing.isAlive()).isFalse();
		assertThat(this.context.getBean(Bean.class).isRunning()).isFalse();
	}

	private void limit(long frontLeftMillis, long leftMillis) {
		this.phases.limit(Duration.ofSeconds(30).toNanos(), Duration.ofMillis(frontLeftMillis).toNanos(),
				Duration.ofMillis(leftMillis).toNanos(), Duration.ofMillis(leftMillis).toNanos(), true);
	}

	/** Under the name that Spring Boot gives it. */
	private void webServer() {
		this.context.registerBean("webServerGracefulShutdown", Bean.class,
				() -> new Bean(ShutdownPhases.WEB_SERVER_DRAIN));
	}

	private void start(int... beans) {
		this.context.registerBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
				DefaultLifecycleProcessor.class, () -> this.processor);
		for (int i = 0; i < beans.length; i++) {
			int phase = beans[i];
			this.context.registerBean("bean" + i, Bean.class, () -> new Bean(phase));
		}
		this.context.refresh();
	}

	@Test
	void beanThatCannotSayWhetherItRunsDoesNotKeepTheDrainFromBeginning() {
		start();
		this.context.registerBean("broken", Lifecycle.class, () -> new Lifecycle() {

			@Override
			public void start() {
				// Nothing to start.
			}

			@Override
			public void stop() {
				// Nothing to stop.
			}

			@Override
			public boolean isRunning() {
				throw new IllegalStateException("broken");
			}

		});
		this.context.getBean("broken");
		assertThatCode(() -> this.phases.anyBeforeOwn(true)).doesNotThrowAnyException();
	}

}
