/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.softlanding.process.LogLines;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class DrainTests {

	private static final DrainBudget LONG = DrainFixtures.millis(3_600_000, 1_800_000);

	private static final DrainBudget SHORT = DrainFixtures.millis(600, 300);

	private final LogLines lines = new LogLines(DrainTests.class);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void releaseEverybody() {
		this.never.countDown();
	}

	@Test
	void backHalfRunsOnceItIsAskedFor() {
		Drain drain = drain(LONG, recordingEveryPhase());
		drain.begin();
		drain.awaitFront();
		assertThat(this.ran).containsExactly("ANNOUNCE", "QUIET_PERIOD", "INTAKE", "IN_FLIGHT");
		assertThat(drain.state()).isEqualTo(DrainState.DRAINING);
		assertThat(drain.phase()).isNull();
		assertThat(drain.stop()).isTrue();
		assertThat(this.ran).containsExactlyElementsOf(Arrays.stream(DrainPhase.values()).map(Enum::name).toList());
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void everyPhaseWithParticipantsIsLoggedAndHeardOf() {
		List<String> heard = new CopyOnWriteArrayList<>();
		DrainListener failing = (phase, outcome, took, at) -> {
			throw new IllegalStateException("broken");
		};
		Drain drain = new Drain(DrainFixtures.request(NanoClock.SYSTEM),
				new DrainPlan(List.of(StubParticipant.of("a", DrainPhase.ANNOUNCE),
						StubParticipant.of("b", DrainPhase.LOCKS, (context) -> DrainResult.partial("Half")))),
				LONG, NanoClock.SYSTEM, this.lines.log(),
				new DrainListeners(List.of(failing, (phase, outcome, took, at) -> heard.add(phase + " " + outcome)),
						this.lines.log()),
				false, (stopped) -> {
				});
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(heard).containsExactly("ANNOUNCE COMPLETED", "LOCKS PARTIAL");
		assertThat(this.lines.messages()).anyMatch((line) -> line.startsWith("Draining because of SIGTERM"))
			.anyMatch((line) -> line.startsWith("ANNOUNCE completed"))
			.anyMatch((line) -> line.startsWith("LOCKS partial"))
			.anyMatch((line) -> line.startsWith("A listener failed when LOCKS ended"))
			.last()
			.asString()
			.matches("Drained in .*: partial");
	}

	@ParameterizedTest
	@CsvSource({ "true, NOTHING_TO_DO, COMPLETED", "true, SKIPPED, COMPLETED", "true, ASSUMED, ASSUMED",
			"true, PARTIAL, PARTIAL", "false, SKIPPED, SKIPPED", "false, FAILED, FAILED" })
	void theOutcomeOfADrainIsTheWorstOfWhatWasLookedAt(boolean acts, DrainOutcome phase, DrainOutcome outcome) {
		DrainPlan plan = new DrainPlan(List.of(
				StubParticipant.of("a", DrainPhase.LOCKS, (context) -> new DrainResult(phase, "Done", Map.of())),
				StubParticipant.of("b", DrainPhase.HANDOFF)), acts);
		Drain drain = new Drain(DrainFixtures.request(NanoClock.SYSTEM), plan, LONG, NanoClock.SYSTEM, this.lines.log(),
				DrainFixtures.listeners(), false, (stopped) -> {
				});
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(drain.outcome()).isEqualTo(outcome);
	}

	@Test
	void aPhaseThatForceLeavesOutMakesADrainPartial() {
		Drain drain = drain(LONG, StubParticipant.of("a", DrainPhase.QUIET_PERIOD),
				StubParticipant.of("b", DrainPhase.LOCKS));
		drain.escalate();
		drain.begin();
		drain.awaitFront();
		drain.stop();
		assertThat(drain.phases()).extracting(PhaseRun::phase).containsExactly(DrainPhase.LOCKS);
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.PARTIAL);
	}

	@Test
	void backHalfStartsByItselfWhenOnlyTheReserveIsLeft() throws InterruptedException {
		CountDownLatch back = new CountDownLatch(1);
		AtomicReference<Duration> left = new AtomicReference<>();
		AtomicReference<Drain> drain = new AtomicReference<>();
		drain.set(drain(SHORT, StubParticipant.of("a", DrainPhase.HANDOFF, (context) -> {
			left.set(drain.get().remaining());
			back.countDown();
			return DrainResult.completed("Done");
		})));
		drain.get().begin();
		assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(left.get()).isLessThanOrEqualTo(SHORT.reserve());
		assertThat(drain.get().stop()).isTrue();
	}

	@Test
	void inFlightHasAllButWhatTheBackHalfNeeds() {
		assertThat(budgetOfInFlight(false)).isEqualTo(Duration.ofMillis(19_500));
		assertThat(budgetOfInFlight(true)).isEqualTo(Duration.ofMillis(19_500));
	}

	@Test
	void twoThreadsThatStopItRunTheBackHalfOnce() throws InterruptedException {
		AtomicInteger runs = new AtomicInteger();
		Drain drain = drain(LONG, StubParticipant.of("a", DrainPhase.LOCKS, (context) -> {
			runs.incrementAndGet();
			return DrainResult.completed("Done");
		}));
		drain.begin();
		drain.awaitFront();
		CyclicBarrier together = new CyclicBarrier(2);
		List<Object> results = new CopyOnWriteArrayList<>();
		Runnable stop = () -> {
			try {
				together.await();
				results.add(drain.stop());
			}
			catch (Exception ex) {
				results.add(ex);
			}
		};
		Thread one = new Thread(stop);
		Thread other = new Thread(stop);
		one.start();
		other.start();
		one.join(20_000);
		other.join(20_000);
		assertThat(results).containsExactly(true, true);
		assertThat(drain.stop()).isTrue();
		assertThat(runs).hasValue(1);
	}

	@Test
	void drainThatWasNeverBegunStillRunsTheBackHalfOnce() {
		Drain drain = drain(LONG, recordingEveryPhase());
		assertThat(drain.stop()).isTrue();
		assertThat(drain.stop()).isTrue();
		assertThat(this.ran).containsExactly("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
	}

	@Test
	void interruptDoesNotShortenTheWaitForTheBackHalf() {
		Drain drain = drain(LONG, recordingEveryPhase());
		drain.begin();
		drain.awaitFront();
		Thread.currentThread().interrupt();
		assertThat(drain.stop()).isTrue();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
	}

	@Test
	void whenStoppedRunsBeforeThoseWhoWaitGoOn() {
		AtomicReference<Drain> drain = new AtomicReference<>();
		AtomicReference<DrainState> seen = new AtomicReference<>();
		drain.set(new Drain(DrainFixtures.request(NanoClock.SYSTEM), new DrainPlan(List.of()), LONG, NanoClock.SYSTEM,
				this.lines.log(), DrainFixtures.listeners(), false, (stopped) -> seen.set(stopped.state())));
		drain.get().begin();
		assertThat(drain.get().stop()).isTrue();
		assertThat(seen).hasValue(DrainState.STOPPED);
	}

	@Test
	void escalationCutsTheFrontHalfAndStartsTheBackHalfWithItsReserve() throws InterruptedException {
		CountDownLatch waiting = new CountDownLatch(1);
		AtomicReference<Duration> left = new AtomicReference<>();
		AtomicReference<Drain> drain = new AtomicReference<>();
		drain.set(drain(LONG, StubParticipant.of("stuck", DrainPhase.QUIET_PERIOD, (context) -> {
			waiting.countDown();
			return StubParticipant.hanging(this.never).drain(context);
		}), recording(DrainPhase.IN_FLIGHT), StubParticipant.of("b", DrainPhase.TRANSACTIONS, (context) -> {
			this.ran.add("forced: " + context.forced());
			left.set(drain.get().remaining());
			return DrainResult.completed("Done");
		})));
		drain.get().begin();
		assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
		drain.get().escalate();
		assertThat(drain.get().stop()).isTrue();
		// What waits is skipped, what acts still does.
		assertThat(this.ran).containsExactly("IN_FLIGHT", "forced: true");
		assertThat(left.get()).isBetween(LONG.reserve().minusMinutes(1), LONG.reserve());
		assertThat(drain.get().allowed()).isLessThan(LONG.timeout());
		assertThat(drain.get().outcome()).isEqualTo(DrainOutcome.TIMED_OUT);
		assertThat(this.lines.messages()).anyMatch((line) -> line.startsWith("QUIET_PERIOD")
				&& line.endsWith("stuck: Stopped waiting after a second signal"));
	}

	@Test
	void secondEscalationDoesNothing() {
		ManualClock clock = new ManualClock();
		Drain drain = new Drain(DrainFixtures.request(clock), new DrainPlan(List.of()), LONG, clock, this.lines.log(),
				DrainFixtures.listeners(), false, (stopped) -> {
				});
		drain.escalate();
		Duration allowed = drain.allowed();
		assertThat(allowed).isEqualTo(LONG.reserve());
		clock.advance(Duration.ofSeconds(-5));
		drain.escalate();
		assertThat(drain.allowed()).isEqualTo(allowed);
		assertThat(this.lines.messages()).containsExactly("Second signal received: the drain stops waiting");
	}

	@Test
	void escalationInsideTheReserveDoesNotExtendTheDeadline() {
		ManualClock clock = new ManualClock();
		Drain drain = DrainFixtures.drain(clock, LONG);
		clock.advance(LONG.front().plusSeconds(10));
		drain.escalate();
		assertThat(drain.allowed()).isEqualTo(LONG.timeout());
	}

	@Test
	void escalationInTheBackHalfIsOnlySeenByParticipants() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch escalated = new CountDownLatch(1);
		Drain drain = drain(LONG, StubParticipant.of("a", DrainPhase.CACHES, (context) -> {
			this.ran.add("forced: " + context.forced());
			running.countDown();
			escalated.await();
			this.ran.add("forced: " + context.forced());
			return DrainResult.completed("Done");
		}), recording(DrainPhase.HANDOFF));
		drain.begin();
		drain.awaitFront();
		Thread stopping = new Thread(drain::stop);
		stopping.start();
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPING);
		assertThat(drain.phase()).isEqualTo(DrainPhase.CACHES);
		Duration allowed = drain.allowed();
		drain.escalate();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPING);
		assertThat(drain.allowed()).isEqualTo(allowed);
		escalated.countDown();
		stopping.join(10_000);
		assertThat(this.ran).containsExactly("forced: false", "forced: true", "HANDOFF");
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void escalationAfterTheEndChangesNothing() {
		Drain drain = drain(LONG, recordingEveryPhase());
		drain.begin();
		drain.awaitFront();
		drain.stop();
		Duration took = drain.took();
		drain.escalate();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
		assertThat(drain.took()).isEqualTo(took);
		assertThat(this.ran).hasSize(DrainPhase.values().length);
	}

	@ParameterizedTest
	@EnumSource(names = { "ANNOUNCE", "QUIET_PERIOD", "INTAKE", "IN_FLIGHT" })
	void frontParticipantThatIgnoresInterruptionDoesNotHoldTheBackHalf(DrainPhase phase) {
		Drain drain = drain(SHORT, StubParticipant.of("deaf", phase, StubParticipant.ignoringInterrupts(this.never)),
				recording(DrainPhase.TRANSACTIONS), recording(DrainPhase.HANDOFF));
		drain.begin();
		drain.awaitFront();
		assertThat(drain.stop()).isTrue();
		assertThat(this.ran).containsExactly("TRANSACTIONS", "HANDOFF");
		this.never.countDown();
		assertThat(drain.state()).isEqualTo(DrainState.STOPPED);
	}

	@ParameterizedTest
	@EnumSource(names = { "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF" })
	void hangingBackPhaseLeavesTheOthersTheirFloors(DrainPhase hanging) {
		ManualClock clock = new ManualClock();
		DrainBudget budget = DrainFixtures.millis(2000, 800);
		AtomicReference<Drain> drain = new AtomicReference<>();
		StubParticipant.Work hang = (context) -> {
			// All of the phase's time passes at once; then it is late for good.
			clock.advance(budgets(drain.get()).get(hanging));
			return StubParticipant.ignoringInterrupts(this.never).drain(context);
		};
		drain.set(DrainFixtures.drain(clock, budget,
				Arrays.stream(DrainPhase.values())
					.filter(DrainPhase::isBackHalf)
					.map((phase) -> (phase == hanging) ? StubParticipant.of("stuck", phase, hang) : recording(phase))
					.toArray(DrainParticipant[]::new)));
		// Only the reserve is left.
		clock.advance(budget.front());
		drain.get().begin();
		assertThat(drain.get().stop()).isTrue();
		assertThat(this.ran).doesNotContain(hanging.name()).hasSize(3);
		assertThat(drain.get().leftNanos()).isNotNegative();
		budgets(drain.get()).forEach(
				(phase, granted) -> assertThat(granted).as("%s", phase).isGreaterThanOrEqualTo(Duration.ofMillis(200)));
	}

	@Test
	@SuppressWarnings("NullAway")
	void backPhaseWithNonsenseForAResultDoesNotEndTheBackHalf() {
		Drain drain = drain(LONG, StubParticipant.of("nonsense", DrainPhase.TRANSACTIONS,
				(context) -> new DrainResult(null, "Whatever", Map.of())), recording(DrainPhase.LOCKS));
		drain.begin();
		assertThat(drain.stop()).isTrue();
		assertThat(this.ran).containsExactly("LOCKS");
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.FAILED);
	}

	@Test
	void stateNeverMovesBack() {
		List<DrainState> states = new CopyOnWriteArrayList<>();
		AtomicReference<Drain> drain = new AtomicReference<>();
		drain.set(drain(LONG,
				Arrays.stream(DrainPhase.values()).map((phase) -> StubParticipant.of(phase.name(), phase, (context) -> {
					states.add(drain.get().state());
					return DrainResult.completed("Done");
				})).toArray(DrainParticipant[]::new)));
		states.add(drain.get().state());
		drain.get().begin();
		drain.get().awaitFront();
		drain.get().stop();
		states.add(drain.get().state());
		drain.get().stop();
		drain.get().escalate();
		drain.get().awaitFront();
		states.add(drain.get().state());
		assertThat(states).isSorted()
			.containsOnly(DrainState.DRAINING, DrainState.STOPPING, DrainState.STOPPED)
			.last()
			.isEqualTo(DrainState.STOPPED);
	}

	private Duration budgetOfInFlight(boolean beansStopBetween) {
		ManualClock clock = new ManualClock();
		Drain drain = new Drain(DrainFixtures.request(clock),
				new DrainPlan(List.of(StubParticipant.of("a", DrainPhase.IN_FLIGHT))), DrainFixtures.budget(), clock,
				this.lines.log(), DrainFixtures.listeners(), beansStopBetween, (stopped) -> {
				});
		drain.begin();
		drain.awaitFront();
		drain.stop();
		return budgets(drain).get(DrainPhase.IN_FLIGHT);
	}

	private static Map<DrainPhase, Duration> budgets(Drain drain) {
		return drain.phases()
			.stream()
			.collect(Collectors.toMap(PhaseRun::phase, (run) -> (Duration) run.status().get("budget")));
	}

	private StubParticipant recording(DrainPhase phase) {
		return StubParticipant.of("recording-" + phase, phase, (context) -> {
			this.ran.add(phase.name());
			return DrainResult.completed("Done");
		});
	}

	private DrainParticipant[] recordingEveryPhase() {
		return Arrays.stream(DrainPhase.values()).map(this::recording).toArray(DrainParticipant[]::new);
	}

	private Drain drain(DrainBudget budget, DrainParticipant... participants) {
		return new Drain(DrainFixtures.request(NanoClock.SYSTEM), new DrainPlan(List.of(participants)), budget,
				NanoClock.SYSTEM, this.lines.log(), DrainFixtures.listeners(), false, (stopped) -> {
				});
	}

}
