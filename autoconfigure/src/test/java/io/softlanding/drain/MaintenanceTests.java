/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.process.LogLines;
import io.softlanding.readiness.ReadinessGate;
import io.softlanding.time.NanoClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class MaintenanceTests {

	private static final Requester ANNA = new Requester("anna", "10.0.0.1");

	private static final Requester BERT = new Requester("bert", "10.0.0.2");

	private final LogLines lines = new LogLines(MaintenanceTests.class);

	private final ReadinessGate readiness = new ReadinessGate(new GenericApplicationContext());

	private final List<String> done = new CopyOnWriteArrayList<>();

	private final CountDownLatch never = new CountDownLatch(1);

	private NanoClock clock = NanoClock.SYSTEM;

	private CurrentDrain current;

	private MaintenanceRequests requests;

	@AfterEach
	void release() {
		this.never.countDown();
	}

	@Test
	void drainsWhatCanBeUndoneAndUndoesItInReverse() {
		plan(reversible("announce", DrainPhase.ANNOUNCE), reversible("quiet", DrainPhase.QUIET_PERIOD),
				reversible("intake", DrainPhase.INTAKE), reversible("requests", DrainPhase.IN_FLIGHT),
				reversible("locks", DrainPhase.LOCKS));
		assertThat(this.requests.maintain(ANNA)).isEqualTo(MaintenanceOutcome.STARTED);
		awaitState(DrainState.DRAINED);
		assertThat(this.done).containsExactly("announce", "quiet", "requests");
		assertThat(this.readiness.reasons()).containsExactly("maintenance");
		assertThat(status()).containsEntry("state", "DRAINED")
			.containsEntry("reason", "MAINTENANCE")
			.hasEntrySatisfying("requestedBy",
					(by) -> assertThat(by).hasToString("{principal=anna, address=10.0.0.1}"));
		assertThat(this.requests.resume(BERT)).isEqualTo(MaintenanceOutcome.STARTED);
		awaitState(DrainState.RUNNING);
		assertThat(this.done).endsWith("requests back", "quiet back", "announce back").hasSize(6);
		assertThat(this.readiness.reasons()).isEmpty();
		assertThat(this.lines.messages()).contains("Draining for maintenance, requested by anna at 10.0.0.1",
				"Resuming, requested by bert at 10.0.0.2");
	}

	@Test
	void canBeAskedForAgainAfterItWasUndone() {
		plan(reversible("requests", DrainPhase.IN_FLIGHT));
		for (int i = 0; i < 3; i++) {
			assertThat(this.requests.maintain(ANNA)).isEqualTo(MaintenanceOutcome.STARTED);
			awaitState(DrainState.DRAINED);
			this.requests.resume(ANNA);
			awaitState(DrainState.RUNNING);
		}
		assertThat(this.done).hasSize(6);
	}

	@Test
	void resumingWhileTheFrontHalfRunsEndsIt() throws Exception {
		CountDownLatch waits = new CountDownLatch(1);
		plan(StubParticipant.of("requests", DrainPhase.IN_FLIGHT, (context) -> {
			waits.countDown();
			this.never.await();
			return DrainResult.completed("never");
		}), reversible("quiet", DrainPhase.QUIET_PERIOD));
		this.requests.maintain(ANNA);
		waits.await();
		assertThat(this.current.state()).isEqualTo(DrainState.DRAINING);
		this.requests.resume(ANNA);
		awaitState(DrainState.RUNNING);
		assertThat(this.done).containsExactly("quiet", "quiet back");
		assertThat(this.readiness.reasons()).isEmpty();
	}

	@Test
	void resumingInTheFirstPhaseLeavesOutTheOthers() throws Exception {
		CountDownLatch waits = new CountDownLatch(1);
		plan(StubParticipant.of("slow", DrainPhase.ANNOUNCE, (context) -> {
			waits.countDown();
			this.never.await();
			return DrainResult.completed("never");
		}), reversible("requests", DrainPhase.IN_FLIGHT));
		this.requests.maintain(ANNA);
		waits.await();
		this.requests.resume(ANNA);
		awaitState(DrainState.RUNNING);
		assertThat(this.done).isEmpty();
	}

	@Test
	void twoCallersBeginItOnce() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		plan(StubParticipant.of("requests", DrainPhase.IN_FLIGHT, (context) -> {
			this.done.add("requests");
			go.await();
			return DrainResult.completed("done");
		}));
		CyclicBarrier together = new CyclicBarrier(2);
		List<MaintenanceOutcome> outcomes = new CopyOnWriteArrayList<>();
		Thread other = new Thread(() -> {
			await(together);
			outcomes.add(this.requests.maintain(BERT));
		});
		other.start();
		await(together);
		outcomes.add(this.requests.maintain(ANNA));
		other.join();
		assertThat(outcomes).containsExactlyInAnyOrder(MaintenanceOutcome.STARTED, MaintenanceOutcome.UNCHANGED);
		go.countDown();
		awaitState(DrainState.DRAINED);
		assertThat(this.done).containsExactly("requests");
		// Both are in the log, whoever was first.
		assertThat(this.lines.messages()).anyMatch((line) -> line.contains("anna"))
			.anyMatch((line) -> line.contains("bert"));
	}

	@Test
	void aSignalDuringMaintenanceGoesOnToTheEnd() {
		plan(reversible("requests", DrainPhase.IN_FLIGHT), reversible("locks", DrainPhase.LOCKS));
		this.requests.maintain(ANNA);
		awaitState(DrainState.DRAINED);
		Drain drain = this.current.begin(DrainReason.SIGTERM, null, (stopped) -> {
		});
		drain.awaitFront();
		assertThat(drain.stop()).isTrue();
		assertThat(this.done).containsExactly("requests", "requests", "locks");
		assertThat(this.readiness.reasons()).contains("drain");
		assertThat(this.requests.resume(ANNA)).isEqualTo(MaintenanceOutcome.BUSY);
		assertThat(this.requests.maintain(ANNA)).isEqualTo(MaintenanceOutcome.BUSY);
		assertThat(this.current.state()).isEqualTo(DrainState.STOPPED);
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void aSignalWhileMaintenanceStillDrainsDoesNotWaitForIt() throws Exception {
		CountDownLatch waits = new CountDownLatch(1);
		plan(StubParticipant.of("requests", DrainPhase.IN_FLIGHT, (context) -> {
			if (context.reason() == DrainReason.MAINTENANCE) {
				waits.countDown();
				StubParticipant.ignoringInterrupts(this.never).drain(context);
			}
			return DrainResult.completed("done");
		}), reversible("locks", DrainPhase.LOCKS));
		this.requests.maintain(ANNA);
		waits.await();
		Drain drain = this.current.begin(DrainReason.SIGTERM, null, (stopped) -> {
		});
		drain.awaitFront();
		assertThat(drain.stop()).isTrue();
		assertThat(this.done).containsExactly("locks");
		assertThat(drain.outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void aSignalWhileItResumesIsNotUndone() throws Exception {
		CountDownLatch resumes = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		plan(new Reversible("requests", DrainPhase.IN_FLIGHT, () -> {
			resumes.countDown();
			awaitQuietly(go);
		}), reversible("locks", DrainPhase.LOCKS));
		this.requests.maintain(ANNA);
		awaitState(DrainState.DRAINED);
		this.requests.resume(ANNA);
		resumes.await();
		Drain drain = this.current.begin(DrainReason.SIGTERM, null, (stopped) -> {
		});
		drain.awaitFront();
		go.countDown();
		assertThat(drain.stop()).isTrue();
		assertThat(this.readiness.reasons()).contains("drain");
		assertThat(this.current.state()).isEqualTo(DrainState.STOPPED);
		assertThat(this.done).contains("locks").doesNotContain("locks back");
	}

	@Test
	void oneThatCannotResumeDoesNotKeepTheOthers() {
		plan(new Reversible("throws", DrainPhase.IN_FLIGHT, () -> {
			throw new IllegalStateException("on purpose");
		}), new Reversible("hangs", DrainPhase.IN_FLIGHT, () -> awaitQuietly(this.never)),
				reversible("quiet", DrainPhase.QUIET_PERIOD));
		this.requests.maintain(ANNA);
		awaitState(DrainState.DRAINED);
		this.requests.resume(ANNA);
		awaitState(DrainState.RUNNING);
		assertThat(this.done).endsWith("quiet back");
		assertThat(this.lines.messages()).contains("Drain participant 'throws' could not resume",
				"Drain participant 'hangs' did not resume in time");
	}

	@Test
	void anErrorOfItsOwnThreadDoesNotKeepTheInstanceOutOfService() {
		AtomicInteger failures = new AtomicInteger(1);
		this.clock = new NanoClock() {

			@Override
			public long nanoTime() {
				if (Thread.currentThread().getName().contains("maintenance") && failures.getAndDecrement() > 0) {
					throw new LinkageError("on purpose");
				}
				return SYSTEM.nanoTime();
			}

			@Override
			public void sleep(long nanos) throws InterruptedException {
				SYSTEM.sleep(nanos);
			}

		};
		plan(reversible("requests", DrainPhase.IN_FLIGHT));
		this.requests.maintain(ANNA);
		awaitState(DrainState.DRAINED);
		assertThat(this.done).containsExactly("requests");
		failures.set(100);
		this.requests.resume(ANNA);
		awaitState(DrainState.RUNNING);
		assertThat(this.done).containsExactly("requests", "requests back");
	}

	@Test
	void thereIsNothingToResumeInAnInstanceThatRuns() {
		plan();
		assertThat(this.requests.resume(ANNA)).isEqualTo(MaintenanceOutcome.UNCHANGED);
	}

	@Test
	void anInstanceThatStartsOrOnlyObservesTakesNoWishes() {
		plan();
		assertThat(new MaintenanceRequests(this.current, this.lines.log(), () -> false, true).maintain(ANNA))
			.isEqualTo(MaintenanceOutcome.NOT_READY);
		assertThat(new MaintenanceRequests(this.current, this.lines.log(), () -> true, false).maintain(ANNA))
			.isEqualTo(MaintenanceOutcome.BUSY);
		assertThat(this.current.state()).isEqualTo(DrainState.RUNNING);
	}

	@Test
	void aNameCannotForgeALine() {
		assertThat(new Requester("a\nb" + "x".repeat(1000), null).toString()).startsWith("a?bxxx")
			.endsWith("… at an unknown address")
			.hasSizeLessThan(150);
		assertThat(new Requester(null, "10.0.0.1")).hasToString("an unnamed caller at 10.0.0.1");
	}

	private void plan(DrainParticipant... participants) {
		List<DrainParticipant> all = new ArrayList<>(List.of(participants));
		all.add(AnnounceParticipant.readiness(this.readiness));
		this.current = new CurrentDrain(new DrainPlan(all), DrainFixtures.budget(), this.clock, this.lines.log(),
				List.of());
		this.requests = new MaintenanceRequests(this.current, this.lines.log(), () -> true, true);
	}

	private Map<String, Object> status() {
		return new DrainRunStatus(this.current::run).describe();
	}

	private void awaitState(DrainState state) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> this.current.state() == state);
	}

	private Reversible reversible(String name, DrainPhase phase) {
		return new Reversible(name, phase, () -> this.done.add(name + " back"));
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Notes what it does and what it undoes. */
	private final class Reversible implements DrainParticipant {

		private final String name;

		private final DrainPhase phase;

		private final Runnable undo;

		Reversible(String name, DrainPhase phase, Runnable undo) {
			this.name = name;
			this.phase = phase;
			this.undo = undo;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public DrainPhase phase() {
			return this.phase;
		}

		@Override
		public DrainResult drain(DrainContext context) {
			MaintenanceTests.this.done.add(this.name);
			return DrainResult.completed("done");
		}

		@Override
		public void resume() {
			this.undo.run();
		}

	}

}
