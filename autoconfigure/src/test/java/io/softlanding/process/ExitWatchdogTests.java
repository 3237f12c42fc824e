/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.time.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

@Timeout(30)
class ExitWatchdogTests {

	private final ManualClock clock = new ManualClock();

	private final FakeProcess process = new FakeProcess();

	private final AtomicInteger reports = new AtomicInteger();

	private final CountDownLatch never = new CountDownLatch(1);

	/** Of contexts that other tests have left behind. */
	private final Set<Thread> before = allWatchdogs().collect(Collectors.toSet());

	private static final class FakeProcess implements ProcessControl {

		private final CompletableFuture<Integer> halted = new CompletableFuture<>();

		private volatile boolean ending;

		@Override
		public boolean isEnding() {
			return this.ending;
		}

		@Override
		public void exit(int status) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void halt(int status) {
			this.halted.complete(status);
		}

	}

	@AfterEach
	void releaseEverybody() {
		this.never.countDown();
	}

	@Test
	void processThatIsExitingIsHaltedAfterTheReport() throws Exception {
		CompletableFuture<Boolean> haltedBefore = new CompletableFuture<>();
		ExitWatchdog watchdog = watchdog(() -> haltedBefore.complete(this.process.halted.isDone()));
		watchdog.guardExit(soon());
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
		assertThat(haltedBefore.get(10, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void processThatEndsByItselfIsHalted() throws Exception {
		this.process.ending = true;
		watchdog(this.reports::incrementAndGet).guardClose(soon());
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void processThatLivesOnIsReportedAndNotHalted() throws InterruptedException {
		watchdog(this.reports::incrementAndGet).guardClose(soon());
		joinWatchdogs();
		assertThat(this.reports).hasValue(1);
		assertThat(this.process.halted).isNotDone();
	}

	@Test
	void reportThatHangsDoesNotStopTheHalt() throws Exception {
		watchdog(() -> {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}).guardExit(soon());
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void reportOfAnExitThatNobodyElseHurriesMayTakeLonger() throws Exception {
		CountDownLatch reporting = new CountDownLatch(1);
		CountDownLatch written = new CountDownLatch(1);
		watchdog(() -> {
			reporting.countDown();
			BoundedWait.uninterruptibly(written, Long.MAX_VALUE);
			this.reports.incrementAndGet();
		}).guardOwnExit(this.clock.nanoTime() - TimeUnit.SECONDS.toNanos(1), 70);
		reporting.await();
		assertThat(this.process.halted).isNotDone();
		written.countDown();
		assertThat(this.process.halted.get()).isEqualTo(70);
		assertThat(this.reports).hasValue(1);
	}

	@Test
	void reportThatThrowsDoesNotStopTheHalt() throws Exception {
		watchdog(() -> {
			throw new IllegalStateException("broken");
		}).guardExit(soon());
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void disarmedWatchdogGoesAway() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.guardExit(inAnHour());
		watchdog.disarm();
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
		assertThat(this.process.halted).isNotDone();
	}

	@Test
	void watchdogDisarmedBeforeItIsArmedDoesNothing() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.disarm();
		watchdog.guardExit(inAnHour());
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
	}

	@Test
	void armingTwiceIsArmingOnce() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.guardExit(inAnHour());
		watchdog.guardExit(soon());
		assertThat(watchdogs()).hasSize(1);
		watchdog.disarm();
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
		assertThat(this.process.halted).isNotDone();
	}

	@Test
	void whatEndsInTheLastMomentIsNotHalted() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.guardExit(this.clock.nanoTime() + ExitWatchdog.REPORTING.toNanos());
		await().untilAtomic(this.reports, equalTo(1));
		watchdog.disarm();
		joinWatchdogs();
		assertThat(this.process.halted).isNotDone();
	}

	@Test
	void exitIsGuardedAlsoAfterACloseWasReported() throws Exception {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.guardClose(soon());
		joinWatchdogs();
		assertThat(this.process.halted).isNotDone();
		watchdog.guardExit(soon());
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	private ExitWatchdog watchdog(Runnable report) {
		return new ExitWatchdog(this.process, this.clock, report, true, Duration.ofSeconds(1).toNanos());
	}

	/** Near enough to report at once. */
	private long soon() {
		return this.clock.nanoTime() + Duration.ofMillis(200).toNanos();
	}

	private long inAnHour() {
		return this.clock.nanoTime() + Duration.ofHours(1).toNanos();
	}

	private List<Thread> watchdogs() {
		return allWatchdogs().filter((thread) -> !this.before.contains(thread)).toList();
	}

	private static Stream<Thread> allWatchdogs() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("softlanding-watchdog"));
	}

	private void joinWatchdogs() throws InterruptedException {
		for (Thread watchdog : watchdogs()) {
			watchdog.join(10_000);
			assertThat(watchdog.isAlive()).isFalse();
		}
	}

}
