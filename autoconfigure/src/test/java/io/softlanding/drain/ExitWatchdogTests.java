package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ExitWatchdogTests {

	private final ManualClock clock = new ManualClock();

	private final FakeProcess process = new FakeProcess();

	private final AtomicInteger reports = new AtomicInteger();

	private final CountDownLatch never = new CountDownLatch(1);

	private static final class FakeProcess implements ProcessControl {

		private final CompletableFuture<Integer> halted = new CompletableFuture<>();

		private volatile boolean ending;

		@Override
		public boolean isEnding() {
			return this.ending;
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
		watchdog.arm(now(), () -> true);
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
		assertThat(haltedBefore.get(10, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void processThatEndsByItselfIsHalted() throws Exception {
		this.process.ending = true;
		watchdog(this.reports::incrementAndGet).arm(now(), () -> false);
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void processThatLivesOnIsReportedAndNotHalted() throws InterruptedException {
		watchdog(this.reports::incrementAndGet).arm(now(), () -> false);
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
		}).arm(now(), () -> true);
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void reportThatThrowsDoesNotStopTheHalt() throws Exception {
		watchdog(() -> {
			throw new IllegalStateException("broken");
		}).arm(now(), () -> true);
		assertThat(this.process.halted.get(10, TimeUnit.SECONDS)).isEqualTo(124);
	}

	@Test
	void disarmedWatchdogGoesAway() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.arm(inAnHour(), () -> true);
		watchdog.disarm();
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
		assertThat(this.process.halted).isNotDone();
	}

	@Test
	void watchdogDisarmedBeforeItIsArmedDoesNothing() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.disarm();
		watchdog.arm(inAnHour(), () -> true);
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
	}

	@Test
	void armingTwiceIsArmingOnce() throws InterruptedException {
		ExitWatchdog watchdog = watchdog(this.reports::incrementAndGet);
		watchdog.arm(inAnHour(), () -> true);
		watchdog.arm(now(), () -> true);
		assertThat(watchdogs()).hasSize(1);
		watchdog.disarm();
		joinWatchdogs();
		assertThat(this.reports).hasValue(0);
		assertThat(this.process.halted).isNotDone();
	}

	private ExitWatchdog watchdog(Runnable report) {
		return new ExitWatchdog(this.process, this.clock, report);
	}

	private long now() {
		return this.clock.nanoTime();
	}

	private long inAnHour() {
		return now() + Duration.ofHours(1).toNanos();
	}

	private static List<Thread> watchdogs() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("softlanding-watchdog"))
			.toList();
	}

	private static void joinWatchdogs() throws InterruptedException {
		for (Thread watchdog : watchdogs()) {
			watchdog.join(10_000);
			assertThat(watchdog.isAlive()).isFalse();
		}
	}

}
