/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InFlightParticipant}.
 */
@Timeout(60)
class InFlightParticipantTests {

	private final ManualClock clock = new ManualClock();

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final StubDrainContext context = new StubDrainContext();

	@Test
	void runsInItsPhaseUnderItsName() {
		InFlightParticipant participant = participant(queue(() -> 0L, () -> false), false);
		assertThat(participant.name()).isEqualTo("requests");
		assertThat(participant.phase()).isEqualTo(DrainPhase.IN_FLIGHT);
	}

	@Test
	void isSkippedAtOnceWhenNothingRuns() throws Exception {
		DrainResult result = participant(queue(() -> 0L, () -> false), false).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(this.clock.sleeps()).isZero();
	}

	@Test
	void whatComesAfterItIsRejected() throws Exception {
		participant(queue(() -> 0L, () -> false), false).drain(this.context);
		assertThat(this.requests.start("GET", "/")).isNull();
	}

	@Test
	void waitsForTheLastRequest() throws Exception {
		InFlightRequest first = this.requests.start("GET", "/a");
		InFlightRequest last = this.requests.start("GET", "/b");
		FutureTask<DrainResult> drain = new FutureTask<>(
				() -> participant(queue(() -> 0L, () -> false), false).drain(this.context));
		Thread thread = InFlightRequestsTests.start(drain);
		InFlightRequestsTests.awaitParked(thread);
		this.requests.finish(first);
		InFlightRequestsTests.awaitParked(thread);
		assertThat(drain.isDone()).isFalse();
		this.requests.finish(last);
		DrainResult result = drain.get(10, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("2 requests finished since the drain began");
		assertThat(this.context.lines()).first().asString().startsWith("2 requests in flight, oldest ");
	}

	@Test
	void waitsUntilTheServersQueueIsEmpty() throws Exception {
		Iterator<Long> waiting = List.of(3L, 3L, 3L, 2L, 1L, 0L).iterator();
		DrainResult result = participant(queue(() -> waiting.hasNext() ? waiting.next() : 0, () -> false), false)
			.drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThat(waiting).isExhausted();
	}

	@Test
	void aQueueThatNeverEmptiesIsToldAtTheDeadline() throws Exception {
		long start = this.clock.nanoTime();
		this.context.remaining(() -> Duration.ofMillis(50).minus(min(this.clock.since(start), Duration.ofMillis(50))));
		DrainResult result = participant(queue(() -> 2, () -> false), false).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).isEqualTo("0 requests in flight, 2 queued");
		assertThat(this.clock.since(start)).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
	}

	@Test
	void aBusyServerThreadIsGivenTwentyMillisecondsToBringItsRequest() throws Exception {
		long start = this.clock.nanoTime();
		DrainResult result = participant(queue(() -> 0, () -> true), false).drain(this.context);
		assertThat(result.outcome()).as("a guess").isEqualTo(DrainOutcome.ASSUMED);
		assertThat(this.clock.since(start)).isBetween(Duration.ofMillis(20), Duration.ofMillis(21));
	}

	@Test
	void aBusyServerThreadThatBringsARequestIsWaitedForAnew() throws Exception {
		this.clock.at(Duration.ofMillis(15), () -> this.requests.finish(this.requests.start("GET", "/")));
		this.clock.at(Duration.ofMillis(16), () -> this.requests.start("GET", "/brought"));
		FutureTask<DrainResult> drain = new FutureTask<>(
				() -> participant(queue(() -> 0, () -> true), false).drain(this.context));
		InFlightRequestsTests.awaitParked(InFlightRequestsTests.start(drain));
		assertThat(this.requests.oldest(1).get(0).route()).isEqualTo("/brought");
		this.requests.finish(this.requests.oldest(1).get(0));
		drain.get(10, TimeUnit.SECONDS);
		assertThat(this.clock.sleeps()).isGreaterThan(160 + 199);
	}

	@Test
	void aPauseOfAllThreadsCostsABusyServerThreadNothing() throws Exception {
		AtomicBoolean paused = new AtomicBoolean();
		this.clock.at(Duration.ofMillis(60), () -> this.requests.start("GET", "/brought"));
		FutureTask<DrainResult> drain = new FutureTask<>(() -> participant(queue(() -> 0, () -> {
			if (paused.compareAndSet(false, true)) {
				this.clock.advance(Duration.ofMillis(50));
			}
			return true;
		}), false).drain(this.context));
		InFlightRequestsTests.awaitParked(InFlightRequestsTests.start(drain));
		this.requests.finish(this.requests.oldest(1).get(0));
		assertThat(drain.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(DrainOutcome.ASSUMED);
	}

	@Test
	void whatStillRunsAtTheDeadlineIsNamed() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		InFlightRequest request = this.requests.start("POST", "/orders/{id}/pay");
		Thread worker = new Thread(() -> blockedHandler(request, blocked, release), "worker-7");
		worker.start();
		blocked.await();
		this.requests.start("GET", "/async");
		DrainResult result = participant(queue(() -> 0L, () -> false), false)
			.drain(this.context.remaining(() -> Duration.ZERO));
		release.countDown();
		worker.join();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(result.summary()).startsWith("2 requests in flight, oldest ").endsWith(" POST /orders/{id}/pay");
		assertThat(request.isOver()).isTrue();
		List<Map<String, Object>> unfinished = unfinished(result);
		assertThat(unfinished).hasSize(2);
		assertThat(unfinished.get(0)).containsEntry("method", "POST")
			.containsEntry("route", "/orders/{id}/pay")
			.containsEntry("thread", "worker-7")
			.hasEntrySatisfying("age", (age) -> assertThat((Duration) age).isPositive())
			.hasEntrySatisfying("stack",
					(stack) -> assertThat(stack.toString()).contains("InFlightParticipantTests.blockedHandler"));
		assertThat(unfinished.get(1)).containsEntry("route", "/async")
			.containsEntry("thread", "none (asynchronous)")
			.doesNotContainKey("stack");
		assertThat(worker.isInterrupted()).isFalse();
		assertThat(this.requests.start("GET", "/")).isNull();
	}

	@Test
	void unfinishedRequestsAreInterruptedWhenAskedFor() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		InFlightRequest request = this.requests.start("GET", "/");
		FutureTask<Boolean> interrupted = new FutureTask<>(
				() -> blockedHandler(request, blocked, new CountDownLatch(1)), true);
		InFlightRequestsTests.start(interrupted);
		blocked.await();
		DrainResult result = participant(queue(() -> 0L, () -> false), true)
			.drain(this.context.remaining(() -> Duration.ZERO));
		assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(result.summary()).endsWith("; interrupted");
	}

	@Test
	void theRequestThatClosesTheContextIsNotWaitedFor() throws Exception {
		this.requests.start("GET", "/close").attach();
		this.context.initiator(Thread.currentThread()).remaining(() -> Duration.ZERO);
		DrainResult result = participant(queue(() -> 0L, () -> false), false).drain(this.context);
		assertThat(result.outcome()).isLessThanOrEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.details()).doesNotContainKey("unfinished");
	}

	@Test
	void aRequestThatClosesTheContextLaterIsNotWaitedForEither() throws Exception {
		InFlightRequest closing = this.requests.start("GET", "/close");
		closing.attach();
		InFlightRequest other = this.requests.start("GET", "/other");
		FutureTask<DrainResult> drain = new FutureTask<>(
				() -> participant(queue(() -> 0L, () -> false), false).drain(this.context));
		InFlightRequestsTests.awaitParked(InFlightRequestsTests.start(drain));
		this.context.initiator(Thread.currentThread());
		this.requests.finish(other);
		assertThat(drain.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void theRequestThatClosesTheContextIsNeitherNamedNorInterruptedWhenAnotherIsStuck() throws Exception {
		this.requests.start("GET", "/close").attach();
		this.requests.start("GET", "/stuck");
		this.context.initiator(Thread.currentThread()).remaining(() -> Duration.ZERO);
		DrainResult result = participant(queue(() -> 0L, () -> false), true).drain(this.context);
		assertThat(Thread.interrupted()).as("interrupted").isFalse();
		assertThat(unfinished(result)).extracting((request) -> request.get("route")).containsExactly("/stuck");
	}

	@Test
	void aRequestAcceptedBetweenTheLastLookAndTheCloseIsWaitedFor() throws Exception {
		FutureTask<DrainResult> drain = new FutureTask<>(
				() -> participant(queue(() -> 0, this::acceptOne), false).drain(this.context));
		Thread thread = InFlightRequestsTests.start(drain);
		InFlightRequestsTests.awaitParked(thread);
		assertThat(this.requests.start("GET", "/late")).isNull();
		assertThat(drain.isDone()).isFalse();
		this.requests.finish(this.requests.oldest(1).get(0));
		assertThat(drain.get(10, TimeUnit.SECONDS).outcome()).isLessThanOrEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void whoeverWaitsForItsWorkIsToldThatNothingMoreComes() throws Exception {
		InFlightParticipant participant = participant(queue(() -> 0L, () -> false), false);
		List<Boolean> told = new ArrayList<>();
		participant.whenExhausted(() -> told.add(participant.exhausted()));
		participant.drain(this.context);
		assertThat(told).containsExactly(true);
	}

	private boolean acceptOne() {
		assertThat(this.requests.start("GET", "/last")).isNotNull();
		return false;
	}

	private InFlightParticipant participant(ServerQueue queue, boolean interruptUnfinished) {
		this.requests.announce();
		return new InFlightParticipant(this.requests, () -> queue,
				new InFlightStatus(this.requests, () -> queue, List.of()),
				new StreamPolicy(StreamEnd.COMPLETE, Map.of()), this.clock, interruptUnfinished);
	}

	private static ServerQueue queue(LongSupplier waiting, BooleanSupplier busy) {
		return new ServerQueue() {

			@Override
			public long waiting() {
				return waiting.getAsLong();
			}

			@Override
			public boolean busy() {
				return busy.getAsBoolean();
			}

		};
	}

	private static void blockedHandler(InFlightRequest request, CountDownLatch blocked, CountDownLatch release) {
		request.attach();
		blocked.countDown();
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			// What interrupting unfinished requests is for.
		}
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> unfinished(DrainResult result) {
		return (List<Map<String, Object>>) result.details().get("unfinished");
	}

}
