/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.softlanding.inflight.RequestDetail;
import io.softlanding.inflight.ServedRequest;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InFlightRequests}.
 */
@Timeout(60)
class InFlightRequestsTests {

	private static final Predicate<InFlightRequest> NONE = (request) -> false;

	private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	@Test
	void aRequestIsActiveFromStartToFinish() {
		InFlightRequest first = this.requests.start("GET", "/a");
		InFlightRequest second = this.requests.start("POST", "/b");
		assertThat(this.requests.active()).isEqualTo(2);
		this.requests.finish(first);
		assertThat(this.requests.active()).isEqualTo(1);
		this.requests.finish(second);
		assertThat(this.requests.active()).isZero();
		assertThat(second.method()).isEqualTo("POST");
		assertThat(second.route()).isEqualTo("/b");
	}

	/** Otherwise the next drain would wait longer for the end of the requests. */
	@Test
	void theGapThatADrainHasMadeIsForgottenWhenItIsUndone() {
		ManualClock clock = new ManualClock();
		InFlightRequests requests = new InFlightRequests(clock);
		arrive(requests, clock);
		requests.announce();
		clock.advance(Duration.ofSeconds(5));
		requests.resume();
		arrive(requests, clock);
		assertThat(requests.gaps().isSteady(TimeUnit.SECONDS.toNanos(1))).isTrue();
	}

	private static void arrive(InFlightRequests requests, ManualClock clock) {
		for (int i = 0; i < 30; i++) {
			clock.advance(Duration.ofMillis(10));
			requests.finish(requests.start("GET", "/a"));
		}
	}

	@Test
	void aRequestIsOverWhenItIsFinished() {
		InFlightRequest request = this.requests.start("GET", "/a");
		assertThat(request.isOver()).isFalse();
		this.requests.finish(request);
		assertThat(request.isOver()).isTrue();
	}

	@Test
	void whatFeaturesKnowOfARequestIsShownWithIt() {
		InFlightRequest known = this.requests.start("GET", "/a");
		this.requests.start("GET", "/b");
		RequestDetail detail = new RequestDetail() {

			@Override
			public String name() {
				return "transaction";
			}

			@Override
			public Object of(ServedRequest request) {
				return (request == known) ? 17L : null;
			}

		};
		assertThat(new InFlightStatus(this.requests, () -> ServerQueue.UNKNOWN, List.of(detail)).status().get("oldest"))
			.asInstanceOf(InstanceOfAssertFactories.list(Map.class))
			.extracting((one) -> one.get("transaction"))
			.containsExactly(17L, null);
	}

	@Test
	void finishingAgainDoesNotEndAnotherRequest() {
		InFlightRequest first = this.requests.start("GET", "/a");
		this.requests.start("GET", "/a");
		this.requests.finish(first);
		this.requests.finish(first);
		assertThat(this.requests.active()).isEqualTo(1);
	}

	@Test
	void manyRequestsOfOneThreadAtOneMomentAreAllCounted() {
		InFlightRequests sameMoment = new InFlightRequests(new ManualClock());
		List<InFlightRequest> started = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			started.add(sameMoment.start("GET", "/a"));
		}
		assertThat(sameMoment.active()).isEqualTo(1000);
		started.forEach(sameMoment::finish);
		assertThat(sameMoment.active()).isZero();
	}

	@Test
	void isUsedFromTheFirstRequestOn() {
		assertThat(this.requests.gaps().any()).isFalse();
		this.requests.finish(this.requests.start("GET", "/a"));
		assertThat(this.requests.gaps().any()).isTrue();
	}

	@Test
	void theLargestGapsOfTheLastWindowsAreKnown() {
		ManualClock clock = new ManualClock();
		InFlightRequests noted = new InFlightRequests(clock);
		arrive(noted, clock, Duration.ofSeconds(3), 2);
		arrive(noted, clock, Duration.ofMillis(100), 100);
		assertThat(noted.gaps().largestNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(3));
		assertThat(noted.gaps().conclusiveNanos(TimeUnit.SECONDS.toNanos(1))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
		arrive(noted, clock, Duration.ofMillis(100), 310);
		assertThat(noted.gaps().largestNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
		assertThat(noted.gaps().conclusiveNanos(TimeUnit.SECONDS.toNanos(1)))
			.isEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
	}

	@Test
	void fewArrivalsSayNothing() {
		ManualClock clock = new ManualClock();
		InFlightRequests noted = new InFlightRequests(clock);
		arrive(noted, clock, Duration.ofMillis(10), InterarrivalTimes.ENOUGH - 1);
		assertThat(noted.gaps().isSteady(TimeUnit.SECONDS.toNanos(1))).isFalse();
		arrive(noted, clock, Duration.ofMillis(10), 1);
		assertThat(noted.gaps().isSteady(TimeUnit.SECONDS.toNanos(1))).isTrue();
	}

	private static void arrive(InFlightRequests requests, ManualClock clock, Duration gap, int times) {
		for (int i = 0; i < times; i++) {
			requests.finish(requests.startInTime("GET", "/a"));
			clock.advance(gap);
		}
	}

	@Test
	void theLastRequestToFinishWakesTheWaiter() throws Exception {
		InFlightRequest first = this.requests.start("GET", "/a");
		InFlightRequest last = this.requests.start("GET", "/b");
		FutureTask<Boolean> idle = new FutureTask<>(() -> this.requests.awaitIdle(NONE, A_MINUTE));
		Thread waiter = start(idle);
		awaitParked(waiter);
		this.requests.finish(first);
		awaitParked(waiter);
		assertThat(idle.isDone()).isFalse();
		this.requests.finish(last);
		assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void waitsNoLongerThanAskedTo() throws Exception {
		this.requests.start("GET", "/a");
		assertThat(this.requests.awaitIdle(NONE, 0)).isFalse();
		assertThat(this.requests.awaitIdle(NONE, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
		assertThat(this.requests.awaitIdle(NONE, -1)).isFalse();
	}

	@Test
	void anIgnoredRequestIsNotWaitedFor() throws Exception {
		InFlightRequest ignored = this.requests.start("GET", "/a");
		assertThat(this.requests.awaitIdle((request) -> request == ignored, 0)).isTrue();
		InFlightRequest other = this.requests.start("GET", "/b");
		assertThat(this.requests.awaitIdle((request) -> request == ignored, 0)).isFalse();
		this.requests.finish(other);
		assertThat(this.requests.awaitIdle((request) -> request == ignored, 0)).isTrue();
		assertThat(this.requests.active()).isEqualTo(1);
	}

	@Test
	void anInterruptEndsTheWait() throws Exception {
		this.requests.start("GET", "/a");
		FutureTask<Boolean> idle = new FutureTask<>(() -> {
			try {
				return this.requests.awaitIdle(NONE, A_MINUTE);
			}
			finally {
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
		});
		Thread waiter = start(idle);
		awaitParked(waiter);
		waiter.interrupt();
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
			.isThrownBy(() -> idle.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(InterruptedException.class);
	}

	@Test
	void anInterruptedWaiterStillSeesThatNothingIsLeft() throws Exception {
		Thread.currentThread().interrupt();
		try {
			assertThat(this.requests.awaitIdle(NONE, A_MINUTE)).isTrue();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void whatWasAcceptedBeforeTheCloseIsWaitedFor() throws Exception {
		InFlightRequest accepted = this.requests.start("GET", "/a");
		this.requests.close(this.requests.era());
		assertThat(accepted).isNotNull();
		assertThat(this.requests.awaitIdle(NONE, 0)).isFalse();
		this.requests.finish(accepted);
		assertThat(this.requests.awaitIdle(NONE, 0)).isTrue();
		assertThat(this.requests.rejected()).isZero();
	}

	@Test
	void whatComesAfterTheCloseIsRejectedAndNotCounted() {
		this.requests.close(this.requests.era());
		assertThat(this.requests.start("GET", "/a")).isNull();
		assertThat(this.requests.active()).isZero();
		assertThat(this.requests.rejected()).isEqualTo(1);
	}

	@Test
	void aRequestThatIsOvertakenByTheCloseIsRejected() throws Exception {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		InFlightRequests raced = new InFlightRequests(new NanoClock() {

			@Override
			public long nanoTime() {
				if (Thread.currentThread().getName().equals("late")) {
					arrived.countDown();
					await(closed);
				}
				return System.nanoTime();
			}

			@Override
			public void sleep(long nanos) {
				throw new UnsupportedOperationException();
			}

		});
		FutureTask<InFlightRequest> late = new FutureTask<>(() -> raced.start("GET", "/a"));
		new Thread(late, "late").start();
		await(arrived);
		raced.close(raced.era());
		assertThat(raced.awaitIdle(NONE, 0)).isTrue();
		closed.countDown();
		assertThat(late.get(10, TimeUnit.SECONDS)).isNull();
		assertThat(raced.active()).isZero();
	}

	@Test
	void underLoadARequestIsEitherWaitedForOrRejected() throws Exception {
		int threads = 4;
		int each = 20_000;
		AtomicReference<Generation> current = new AtomicReference<>(new Generation());
		AtomicInteger lost = new AtomicInteger();
		AtomicInteger answered = new AtomicInteger();
		List<CompletableFuture<Void>> clients = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			clients.add(CompletableFuture.runAsync(() -> {
				for (int request = 0; request < each; request++) {
					current.get().serve(lost);
					answered.incrementAndGet();
				}
			}, (task) -> new Thread(task, "client").start()));
		}
		int generations = 0;
		while (!clients.stream().allMatch(CompletableFuture::isDone)) {
			Generation closing = current.get();
			closing.close();
			generations++;
			current.set(new Generation());
		}
		clients.forEach(CompletableFuture::join);
		assertThat(lost).hasValue(0);
		assertThat(answered).hasValue(threads * each);
		assertThat(generations).isGreaterThan(1);
	}

	@Test
	void whoeverIsLateClosesNothingThatWasResumed() {
		int era = this.requests.era();
		this.requests.announce();
		this.requests.close(era);
		assertThat(this.requests.start("GET", "/")).isNull();
		this.requests.resume();
		this.requests.close(era);
		assertThat(this.requests.start("GET", "/")).isNotNull();
		assertThat(this.requests.draining()).isFalse();
	}

	@Test
	void theOldestComeFirst() {
		ManualClock clock = new ManualClock();
		InFlightRequests ordered = new InFlightRequests(clock);
		List<InFlightRequest> started = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			started.add(ordered.start("GET", "/" + i));
			clock.advance(Duration.ofSeconds(1));
		}
		assertThat(ordered.oldest(3)).containsExactlyElementsOf(started.subList(0, 3));
		assertThat(ordered.oldest(Integer.MAX_VALUE)).containsExactlyElementsOf(started);
		assertThat(ordered.ageNanos(started.get(0))).isEqualTo(TimeUnit.SECONDS.toNanos(5));
	}

	static Thread start(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	static void awaitParked(Thread thread) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> thread.getState() == Thread.State.TIMED_WAITING);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** One life of an instance, from its first request to the end of its last. */
	private static final class Generation {

		private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

		private volatile boolean over;

		void serve(AtomicInteger lost) {
			InFlightRequest request = this.requests.start("GET", "/a");
			if (request != null) {
				Thread.onSpinWait();
				if (this.over) {
					lost.incrementAndGet();
				}
				this.requests.finish(request);
			}
		}

		void close() throws InterruptedException {
			this.requests.close(this.requests.era());
			assertThat(this.requests.awaitIdle(NONE, A_MINUTE)).isTrue();
			this.over = true;
		}

	}

}
