/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.softlanding.process.LogLines;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

@Timeout(30)
class PhaseRunTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(200);

	private final LogLines lines = new LogLines(PhaseRunTests.class);

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void releaseEverybody() {
		this.never.countDown();
	}

	@Test
	void participantsRunConcurrently() {
		CyclicBarrier both = new CyclicBarrier(2);
		StubParticipant.Work meet = (context) -> {
			both.await();
			return DrainResult.completed("Met");
		};
		PhaseRun run = phase(LONG, stub("a", meet), stub("b", meet));
		run.run();
		assertThat(run.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(run.summary()).startsWith("LOCKS completed in ").endsWith(": a: Met; b: Met");
	}

	@Test
	void participantStartsAfterThoseItWaitsForHaveEnded() {
		AtomicBoolean started = new AtomicBoolean();
		List<String> order = new ArrayList<>();
		PhaseRun run = phase(LONG, stub("first", (context) -> {
			order.add("first, second started: " + started.get());
			return DrainResult.completed("Done");
		}), stub("second", (context) -> {
			started.set(true);
			order.add("second");
			return DrainResult.completed("Done");
		}).runsAfter("first"));
		run.run();
		assertThat(order).containsExactly("first, second started: false", "second");
	}

	@Test
	void failedPredecessorDoesNotKeepOthersFromRunning() {
		PhaseRun run = phase(LONG, stub("first", (context) -> {
			throw new IllegalStateException("broken");
		}), stub("second").runsAfter("first"));
		run.run();
		assertThat(participant(run, 0)).containsEntry("outcome", "FAILED");
		assertThat(participant(run, 1)).containsEntry("outcome", "COMPLETED");
		assertThat(run.outcome()).isEqualTo(DrainOutcome.FAILED);
	}

	@Test
	void exceptionIsAFailureWithoutItsMessage() {
		PhaseRun run = phase(LONG, stub("a", (context) -> {
			throw new IllegalStateException("password=secret");
		}));
		run.run();
		assertThat(participant(run, 0)).containsEntry("outcome", "FAILED")
			.containsEntry("summary", "Failed with java.lang.IllegalStateException");
		assertThat(this.lines.messages()).containsExactly("Drain participant 'a' failed");
	}

	@Test
	void errorIsAFailureToo() {
		PhaseRun run = phase(LONG, stub("a", (context) -> {
			throw new NoClassDefFoundError("gone");
		}));
		run.run();
		assertThat(participant(run, 0)).containsEntry("summary", "Failed with java.lang.NoClassDefFoundError");
	}

	@Test
	@SuppressWarnings("NullAway")
	void noResultIsAFailure() {
		PhaseRun run = phase(LONG, stub("a", (context) -> null));
		run.run();
		assertThat(participant(run, 0)).containsEntry("outcome", "FAILED")
			.containsEntry("summary", "Returned no result");
	}

	@Test
	@SuppressWarnings("NullAway")
	void resultWithoutAnOutcomeIsAFailure() {
		PhaseRun run = phase(LONG, stub("a", (context) -> new DrainResult(null, "Whatever", Map.of())));
		run.run();
		assertThat(run.outcome()).isEqualTo(DrainOutcome.FAILED);
	}

	@Test
	void aPhaseIsCompletedOnlyIfAllOfItWasLookedAt() {
		PhaseRun found = phase(LONG, stub("a", (context) -> DrainResult.nothingToDo("None")), stub("b"));
		found.run();
		assertThat(found.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		PhaseRun skipped = phase(LONG, stub("a", (context) -> DrainResult.skipped("A rule")), stub("b"));
		skipped.run();
		assertThat(skipped.outcome()).isEqualTo(DrainOutcome.SKIPPED);
		PhaseRun assumed = phase(LONG, stub("a", (context) -> DrainResult.skipped("A rule")),
				stub("b", (context) -> DrainResult.assumed("It has ended")));
		assumed.run();
		assertThat(assumed.outcome()).isEqualTo(DrainOutcome.ASSUMED);
	}

	@Test
	void worstOutcomeIsThePhases() {
		PhaseRun run = phase(LONG, stub("a", (context) -> DrainResult.skipped("Nothing")),
				stub("b", (context) -> DrainResult.partial("Half")), stub("c"));
		run.run();
		assertThat(run.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(run.status()).containsEntry("outcome", "PARTIAL")
			.containsEntry("phase", "LOCKS")
			.hasEntrySatisfying("budget", (budget) -> assertThat((Duration) budget).isLessThanOrEqualTo(LONG));
	}

	@Test
	void hangingParticipantIsInterruptedAndItsStackReported() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		PhaseRun run = phase(SHORT, stub("stuck", (context) -> {
			context.progress(3, 12, "locks");
			try {
				return StubParticipant.hanging(this.never).drain(context);
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		}), stub("quick"));
		run.run();
		assertThat(participant(run, 0)).containsEntry("outcome", "TIMED_OUT")
			.containsEntry("summary", "Not done within 200ms; last: 3 of 12 locks")
			.extractingByKey("stack", as(LIST))
			.anySatisfy((frame) -> assertThat(frame).asString().contains(StubParticipant.class.getName()));
		assertThat(participant(run, 1)).containsEntry("outcome", "COMPLETED");
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(run.took()).isBetween(SHORT, Duration.ofSeconds(20));
	}

	@Test
	void thoseWhoWaitForAHangingOneNeverStart() {
		AtomicBoolean started = new AtomicBoolean();
		PhaseRun run = phase(SHORT, stub("stuck", StubParticipant.hanging(this.never)), stub("next", (context) -> {
			started.set(true);
			return DrainResult.completed("Done");
		}).runsAfter("stuck"));
		run.run();
		assertThat(participant(run, 1)).containsEntry("outcome", "TIMED_OUT")
			.containsEntry("took", Duration.ZERO)
			.extractingByKey("summary")
			.asString()
			.contains("before it could start", "[stuck]");
		assertThat(started).isFalse();
	}

	@Test
	void lateResultOfOneThatIgnoresInterruptionIsNotHeard() throws InterruptedException {
		AtomicReference<Thread> thread = new AtomicReference<>();
		PhaseRun run = phase(SHORT, stub("deaf", (context) -> {
			thread.set(Thread.currentThread());
			return StubParticipant.ignoringInterrupts(this.never).drain(context);
		}));
		run.run();
		assertThat(thread.get().isAlive()).isTrue();
		this.never.countDown();
		thread.get().join(10_000);
		assertThat(thread.get().isAlive()).isFalse();
		assertThat(participant(run, 0)).containsEntry("outcome", "TIMED_OUT");
		assertThat(run.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
	}

	@Test
	void interruptOfTheParticipantItselfIsATimeout() {
		PhaseRun run = phase(LONG, stub("a", (context) -> {
			throw new InterruptedException();
		}));
		run.run();
		assertThat(participant(run, 0)).containsEntry("outcome", "TIMED_OUT")
			.containsEntry("summary", "Interrupted while it waited");
	}

	@Test
	void nothingStartsWhenThePhaseWasCutBefore() {
		AtomicBoolean started = new AtomicBoolean();
		PhaseRun run = phase(LONG, stub("a", (context) -> {
			started.set(true);
			return DrainResult.completed("Done");
		}));
		run.cut("Out of time");
		run.run();
		assertThat(started).isFalse();
		assertThat(participant(run, 0)).containsEntry("outcome", "TIMED_OUT")
			.extractingByKey("summary")
			.asString()
			.startsWith("Out of time before it could start");
	}

	@Test
	void cutEndsAPhaseThatRuns() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(1);
		PhaseRun run = phase(LONG, stub("stuck", (context) -> {
			started.countDown();
			return StubParticipant.hanging(this.never).drain(context);
		}));
		Thread thread = new Thread(run::run);
		thread.start();
		assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(run.outcome()).isNull();
		run.cut("Stopped waiting after a second signal");
		thread.join(10_000);
		assertThat(run.outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(participant(run, 0)).containsEntry("summary", "Stopped waiting after a second signal");
	}

	@Test
	void cutOfAPhaseThatIsOverChangesNothing() {
		PhaseRun run = phase(LONG, stub("a"));
		run.run();
		run.cut("Out of time");
		assertThat(run.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void progressIsLoggedAndInTheStatusWhileItWaits() {
		AtomicReference<PhaseRun> phase = new AtomicReference<>();
		AtomicReference<Object> seen = new AtomicReference<>();
		PhaseRun run = phase(LONG, stub("requests", (context) -> {
			context.progress("12 requests in flight");
			seen.set(participant(phase.get(), 0).get("summary"));
			while (this.lines.messages().isEmpty()) {
				Thread.onSpinWait();
			}
			return DrainResult.completed("Done");
		}));
		phase.set(run);
		run.run();
		assertThat(seen).hasValue("12 requests in flight");
		assertThat(this.lines.messages()).first().asString().startsWith("LOCKS: 12 requests in flight, 35");
	}

	@Test
	void participantHasALittleLessThanThePhase() {
		assertThat(remaining(Duration.ofSeconds(10), Duration.ZERO)).isEqualTo(Duration.ofMillis(9950));
		assertThat(remaining(Duration.ofMillis(100), Duration.ZERO)).isEqualTo(Duration.ofMillis(90));
		assertThat(remaining(Duration.ofSeconds(10), Duration.ofSeconds(4))).isEqualTo(Duration.ofMillis(5950));
		assertThat(remaining(Duration.ofSeconds(10), Duration.ofSeconds(11))).isZero();
	}

	@Test
	void participantCanAskAboutTheDrain() {
		DrainRequest request = DrainFixtures.request(NanoClock.SYSTEM);
		request.markExiting();
		request.force();
		Thread initiator = new Thread();
		request.addInitiator(initiator);
		AtomicReference<List<Object>> seen = new AtomicReference<>();
		new PhaseRun(DrainPhase.LOCKS, List.of(PlannedParticipant.of(stub("a", (context) -> {
			seen.set(List.of(context.reason(), context.forced(), context.exiting(), context.initiatedBy(initiator),
					context.initiatedBy(Thread.currentThread())));
			return DrainResult.completed("Done");
		}))), LONG.toNanos(), request, NanoClock.SYSTEM, this.lines.log()).run();
		assertThat(seen.get()).containsExactly(DrainReason.SIGTERM, true, true, true, false);
	}

	private static Duration remaining(Duration budget, Duration passed) {
		ManualClock clock = new ManualClock();
		AtomicReference<Duration> remaining = new AtomicReference<>();
		new PhaseRun(DrainPhase.LOCKS, List.of(PlannedParticipant.of(stub("a", (context) -> {
			clock.advance(passed);
			remaining.set(context.remaining());
			return DrainResult.completed("Done");
		}))), budget.toNanos(), DrainFixtures.request(clock), clock, DrainFixtures.log()).run();
		return remaining.get();
	}

	private static StubParticipant stub(String name) {
		return StubParticipant.of(name, DrainPhase.LOCKS);
	}

	private static StubParticipant stub(String name, StubParticipant.Work work) {
		return StubParticipant.of(name, DrainPhase.LOCKS, work);
	}

	private PhaseRun phase(Duration budget, DrainParticipant... participants) {
		return new PhaseRun(DrainPhase.LOCKS, Stream.of(participants).map(PlannedParticipant::of).toList(),
				budget.toNanos(), DrainFixtures.request(NanoClock.SYSTEM), NanoClock.SYSTEM, this.lines.log());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> participant(PhaseRun run, int index) {
		return ((List<Map<String, Object>>) run.status().get("participants")).get(index);
	}

}
