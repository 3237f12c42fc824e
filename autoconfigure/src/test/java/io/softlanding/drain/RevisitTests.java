/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Participants that look again, and the thread that guards the deadline until the context
 * has ended.
 */
@Timeout(60)
class RevisitTests {

	private static final DrainBudget LONG = DrainFixtures.millis(3_600_000, 1_800_000);

	private static final DrainBudget SHORT = DrainFixtures.millis(2000, 400);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	private final CountDownLatch last = new CountDownLatch(1);

	private final CountDownLatch never = new CountDownLatch(1);

	/** Writes down its looks. */
	private class Looking implements MultiPassParticipant {

		private final DrainPhase phase;

		private final @Nullable Duration needs;

		private volatile DrainResult word = DrainResult.completed("The last word");

		Looking(DrainPhase phase, @Nullable Duration needs) {
			this.phase = phase;
			this.needs = needs;
		}

		@Override
		public String name() {
			return "looking-" + this.phase.name().toLowerCase(java.util.Locale.ROOT);
		}

		@Override
		public DrainPhase phase() {
			return this.phase;
		}

		@Override
		public @Nullable Duration needs() {
			return this.needs;
		}

		@Override
		public DrainResult drain(DrainContext context) throws Exception {
			RevisitTests.this.ran.add(this.phase + " " + context.pass());
			if (context.pass() == DrainPass.LAST) {
				RevisitTests.this.last.countDown();
			}
			return DrainResult.partial("Open at " + context.pass());
		}

		@Override
		public DrainResult conclude() {
			return this.word;
		}

	}

	@AfterEach
	void release() {
		this.never.countDown();
	}

	@Test
	void looksAreTakenInOrderAndTheLastWordCounts() {
		Drain drain = drain(LONG, new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO),
				new Looking(DrainPhase.LOCKS, Duration.ZERO), StubParticipant.of("once", DrainPhase.LOCKS));
		drain.begin();
		drain.awaitFront();
		assertThat(drain.stop()).isTrue();
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		drain.beforeStop();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS FIRST", "LOCKS FIRST", "TRANSACTIONS BEFORE_STOP",
				"LOCKS BEFORE_STOP");
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(drain.phases()).hasSize(2);
		assertThat(drain.phases().get(1).summary()).contains("once: Done", "The last word");
	}

	@Test
	void lastLookComesWhenOnlyTheReserveIsLeftThoughSpringHangs() throws InterruptedException {
		Drain drain = drain(SHORT, new Looking(DrainPhase.TRANSACTIONS, null));
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(this.ran).containsExactly("TRANSACTIONS FIRST");
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(drain.remaining()).isPositive();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS FIRST", "TRANSACTIONS LAST");
	}

	@Test
	void lastLookComesThoughAParticipantDoesNotSayWhatItNeeds() throws InterruptedException {
		Drain drain = drain(SHORT, new Looking(DrainPhase.TRANSACTIONS, null) {

			@Override
			public Duration needs() {
				BoundedWait.uninterruptibly(RevisitTests.this.never, Long.MAX_VALUE / 2);
				return Duration.ZERO;
			}

		});
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		drain.end();
	}

	@Test
	void anAssumedDeadlineForcesNothingOnceTheFirstLookIsTaken() throws InterruptedException {
		DrainBudget assumed = new DrainBudget(Duration.ofMillis(400), Duration.ofMillis(100), Map.of(),
				Duration.ofSeconds(2), true);
		Drain drain = drain(assumed, new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO));
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(this.last.await(800, TimeUnit.MILLISECONDS)).isFalse();
		drain.beforeStop();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS FIRST", "TRANSACTIONS BEFORE_STOP");
	}

	@Test
	void onceTheLastLookIsTakenNothingLooksAgain() {
		Drain drain = drain(LONG, new Looking(DrainPhase.TRANSACTIONS, null));
		drain.begin();
		drain.awaitFront();
		drain.escalate();
		drain.stop();
		drain.beforeStop();
		drain.end();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS LAST");
	}

	@Test
	void secondSignalAfterTheFirstLookForcesAtOnce() throws InterruptedException {
		Drain drain = drain(LONG, new Looking(DrainPhase.TRANSACTIONS, null));
		drain.begin();
		drain.awaitFront();
		drain.stop();
		drain.escalate();
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS FIRST", "TRANSACTIONS LAST");
	}

	@Test
	void contextThatEndsWithoutTheBackHalfIsLookedAtOnce() {
		Drain drain = drain(LONG, new Looking(DrainPhase.TRANSACTIONS, null));
		drain.begin();
		drain.awaitFront();
		drain.end();
		assertThat(this.ran).containsExactly("TRANSACTIONS LAST");
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
	}

	@Test
	void participantThatDoesNotSayWhatItNeedsHoldsUpNothing() throws InterruptedException {
		CountDownLatch asked = new CountDownLatch(1);
		Looking silent = new Looking(DrainPhase.TRANSACTIONS, null) {

			@Override
			public @Nullable Duration needs() {
				asked.countDown();
				awaitUninterruptibly(RevisitTests.this.never);
				return null;
			}

		};
		Drain drain = drain(SHORT, silent, StubParticipant.of("requests", DrainPhase.IN_FLIGHT));
		drain.begin();
		asked.await();
		drain.awaitFront();
		assertThat(drain.phases()).extracting(PhaseRun::phase).contains(DrainPhase.IN_FLIGHT);
		drain.stop();
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		drain.end();
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void anAnswerThatIsLateOnceDoesNotShortenTheTimeOfOthers() throws InterruptedException {
		AtomicBoolean late = new AtomicBoolean();
		Drain drain = drain(LONG, new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO) {

			@Override
			public Duration needs() {
				if (late.get()) {
					awaitUninterruptibly(RevisitTests.this.never);
				}
				return Duration.ZERO;
			}

		});
		long left = drain.frontLeftNanos();
		late.set(true);
		long later;
		do {
			later = drain.frontLeftNanos();
		}
		while (later > left - TimeUnit.MILLISECONDS.toNanos(50));
		assertThat(later).isGreaterThan(left - LONG.reserve().toNanos() / 2);
	}

	@Test
	void participantThatNeverConcludesSilencesNoOther() {
		Looking silent = new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO) {

			@Override
			public DrainResult conclude() {
				awaitUninterruptibly(RevisitTests.this.never);
				return super.conclude();
			}

		};
		Drain drain = drain(LONG, silent, new Looking(DrainPhase.LOCKS, Duration.ZERO));
		drain.begin();
		drain.awaitFront();
		drain.stop();
		drain.end();
		assertThat(drain.phases().get(1).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		BoundedWait.uninterruptibly(latch, TimeUnit.MINUTES.toNanos(1));
	}

	@Test
	void anErrorIsNotExcusedByTheLastWord() {
		Looking failing = new Looking(DrainPhase.CACHES, Duration.ZERO) {

			@Override
			public DrainResult drain(DrainContext context) {
				throw new IllegalStateException("broken");
			}

		};
		Drain drain = drain(LONG, failing);
		drain.begin();
		drain.awaitFront();
		drain.stop();
		drain.end();
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.FAILED);
	}

	@Test
	void participantThatHangsInItsFirstLookIsCalledForTheLastOneInTime() throws InterruptedException {
		Looking hanging = new Looking(DrainPhase.CACHES, null) {

			@Override
			public DrainResult drain(DrainContext context) throws Exception {
				super.drain(context);
				if (context.pass() == DrainPass.FIRST) {
					StubParticipant.ignoringInterrupts(RevisitTests.this.never).drain(context);
				}
				return DrainResult.completed("Acted");
			}

		};
		Drain drain = drain(SHORT, hanging);
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(this.last.await(20, TimeUnit.SECONDS)).isTrue();
		drain.end();
		assertThat(this.ran).containsExactly("CACHES FIRST", "CACHES LAST");
		assertThat(drain.took()).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void whatNobodyNeedsOfTheReserveIsLeftToRequests() {
		assertThat(leftInFlight(new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO)))
			.isGreaterThan(leftInFlight(new Looking(DrainPhase.TRANSACTIONS, Duration.ofHours(1))));
		assertThat(leftInFlight(new Looking(DrainPhase.TRANSACTIONS, Duration.ofHours(1))))
			.isLessThanOrEqualTo(LONG.front());
	}

	@Test
	void closeGoesOnWhenHalfOfTheTimeForWhatIsInFlightIsOverAndListenersHaveToStop() {
		CountDownLatch listenersStop = new CountDownLatch(1);
		Drain drain = new Drain(DrainFixtures.request(NanoClock.SYSTEM),
				new DrainPlan(List.of(StubParticipant.of("requests", DrainPhase.IN_FLIGHT, (context) -> {
					listenersStop.await();
					this.ran.add("in flight");
					return DrainResult.completed("Done");
				}), new Looking(DrainPhase.TRANSACTIONS, Duration.ZERO))), SHORT, NanoClock.SYSTEM, DrainFixtures.log(),
				DrainFixtures.listeners(), true, (stopped) -> {
				});
		drain.begin();
		drain.awaitFront();
		assertThat(this.ran).isEmpty();
		listenersStop.countDown();
		drain.stop();
		drain.end();
		assertThat(this.ran).startsWith("in flight", "TRANSACTIONS FIRST");
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	private static Duration leftInFlight(Looking looking) {
		List<Duration> left = new CopyOnWriteArrayList<>();
		Drain drain = drain(LONG, looking, StubParticipant.of("requests", DrainPhase.IN_FLIGHT, (context) -> {
			left.add(context.remaining());
			return DrainResult.completed("Done");
		}));
		drain.begin();
		drain.awaitFront();
		drain.stop();
		drain.end();
		return left.get(0);
	}

	private static Drain drain(DrainBudget budget, DrainParticipant... participants) {
		return DrainFixtures.drain(NanoClock.SYSTEM, budget, participants);
	}

}
