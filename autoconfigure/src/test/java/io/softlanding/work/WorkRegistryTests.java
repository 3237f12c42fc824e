/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import io.softlanding.work.RunningWork.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkRegistry}.
 */
@Timeout(60)
class WorkRegistryTests {

	private static final Predicate<RunningWork> NONE = (work) -> false;

	private static final long LONG = Duration.ofSeconds(20).toNanos();

	private final WorkRegistry registry = new WorkRegistry(NanoClock.SYSTEM);

	@Test
	void aJobIsTheWorkOfItsThreadUntilItIsClosed() {
		assertThat(this.registry.get()).isNull();
		try (InFlightWork.Running running = this.registry.begin("nightly-report")) {
			RunningWork work = this.registry.get();
			assertThat(work).isSameAs(running);
			assertThat(work.description()).isEqualTo("nightly-report");
			assertThat(work.ended()).isFalse();
			assertThat(CompletableFuture.supplyAsync(this.registry::get).join()).isNull();
			running.close();
			assertThat(work.ended()).isTrue();
		}
		assertThat(this.registry.get()).isNull();
		assertThat(this.registry.running()).isEmpty();
	}

	@Test
	void theInnermostJobIsTheWorkInWhateverOrderTheyAreClosed() {
		InFlightWork.Running outer = this.registry.begin("outer");
		InFlightWork.Running inner = this.registry.begin("inner");
		assertThat(this.registry.get()).isSameAs(inner);
		outer.close();
		assertThat(this.registry.get()).isSameAs(inner);
		inner.close();
		assertThat(this.registry.get()).isNull();
	}

	@Test
	void aJobMayBeClosedByAnotherThread() throws Exception {
		InFlightWork.Running running = this.registry.begin("handed-over");
		Thread other = new Thread(running::close);
		other.start();
		other.join();
		assertThat(this.registry.running()).isEmpty();
		assertThat(this.registry.get()).isNull();
	}

	@Test
	void aNameIsOneLineOfBearableLength() {
		try (InFlightWork.Running running = this.registry.begin("a\nb" + "x".repeat(1 << 20))) {
			assertThat(((RunningWork) running).description()).startsWith("a?b").hasSize(101).endsWith("…");
		}
	}

	@Test
	void whatHasNoNameIsNamedAfterTheMethodItsThreadHasBegunWith() {
		try (RunningWork work = this.registry.begin(Kind.TASK, null, null)) {
			// Whatever runs tests is none of ours, and the nearest that it is.
			assertThat(work.description()).contains(".");
		}
		RunningWork ended = this.registry.begin(Kind.SCHEDULED, null, null);
		ended.close();
		assertThat(ended.description()).isEqualTo("scheduled");
	}

	@Test
	void theLastOneToEndWakesWhoWaits() throws Exception {
		InFlightWork.Running first = this.registry.begin("first");
		InFlightWork.Running last = this.registry.begin("last");
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		Thread waiting = new Thread(() -> await(idle, this.registry, () -> true));
		waiting.start();
		while (waiting.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
		first.close();
		assertThat(idle).isNotDone();
		last.close();
		assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
	}

	private void await(CompletableFuture<Boolean> idle, WorkRegistry registry, BooleanSupplier exhausted) {
		try {
			idle.complete(registry.awaitIdle(NONE, exhausted, 0, LONG));
		}
		catch (InterruptedException | AssertionError ex) {
			idle.completeExceptionally(ex);
		}
	}

	@Test
	void aJobThatDoesNotEndIsWaitedForOnlySoLong() throws Exception {
		try (InFlightWork.Running running = this.registry.begin("stuck")) {
			assertThat(this.registry.awaitIdle(NONE, () -> true, 0, 1000)).isFalse();
			assertThat(this.registry.awaitIdle((work) -> work == running, () -> true, 0, LONG)).isTrue();
		}
	}

	@Test
	void nothingIsOverWhileMoreMayCome() throws Exception {
		AtomicBoolean exhausted = new AtomicBoolean();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		assertThat(this.registry.awaitIdle(NONE, exhausted::get, 0, 1000)).isFalse();
		new Thread(() -> {
			try (InFlightWork.Running running = this.registry.begin("late")) {
				begun.countDown();
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}).start();
		begun.await();
		exhausted.set(true);
		assertThat(this.registry.awaitIdle(NONE, exhausted::get, 0, 1000)).isFalse();
		end.countDown();
		assertThat(this.registry.awaitIdle(NONE, exhausted::get, 0, LONG)).isTrue();
	}

	@Test
	void whoeverWaitsForOthersIsWokenAndDoesNotLookForThemAgainAndAgain() throws Exception {
		WorkRegistry registry = new WorkRegistry(new SleeplessClock());
		AtomicBoolean exhausted = new AtomicBoolean();
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		Thread waiting = new Thread(() -> await(idle, registry, exhausted::get));
		waiting.start();
		while (LockSupport.getBlocker(waiting) != registry) {
			assertThat(idle).isNotDone();
		}
		exhausted.set(true);
		registry.wakeUp();
		assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aTaskThatIsSubmittedBetweenTwoLooksIsSeen() throws Exception {
		Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
		TrackedExecutor executor = new TrackedExecutor("pool", null, queue, this.registry, queue);
		this.registry.executors().add(executor);
		AtomicBoolean submitted = new AtomicBoolean();
		try (InFlightWork.Running ending = this.registry.begin("submits and ends")) {
			// By then it was looked for what waits.
			Predicate<RunningWork> submitting = (work) -> {
				if (submitted.compareAndSet(false, true)) {
					queue.add(executor.decorate(ending::close));
				}
				return true;
			};
			assertThat(this.registry.awaitIdle(submitting, () -> true, 0, 1000)).isFalse();
			queue.remove().run();
			assertThat(this.registry.awaitIdle(NONE, () -> true, 0, LONG)).isTrue();
		}
	}

	@Test
	void whatHadRunForLongerThanADrainMayTakeIsEndless() {
		ManualClock clock = new ManualClock();
		WorkRegistry registry = new WorkRegistry(clock);
		RunningWork poller = registry.begin(Kind.TASK, "poller", null);
		clock.advance(Duration.ofSeconds(15));
		RunningWork young = registry.begin(Kind.TASK, "young", null);
		assertThat(registry.endless(poller)).isFalse();
		clock.advance(Duration.ofSeconds(6));
		registry.drainStarted(Duration.ofSeconds(20));
		clock.advance(Duration.ofMinutes(1));
		assertThat(List.of(poller, young)).map(registry::endless).containsExactly(true, false);
	}

	/** Nobody looks at times for what he can be told. */
	private static final class SleeplessClock implements NanoClock {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void sleep(long nanos) {
			throw new AssertionError("Nobody sleeps");
		}

	}

}
