/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.process.BoundedWait;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Foreign code that fails or hangs on the drain's own threads, where nothing isolates it.
 */
@Timeout(60)
class DrainFaultTests {

	private static final DrainBudget SHORT = DrainFixtures.millis(600, 300);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	private volatile boolean draining;

	/** Says something else when asked again than it said at start-up. */
	private record Moody(DrainPhase phase, Supplier<Set<String>> order) implements DrainParticipant {

		@Override
		public String name() {
			return "moody";
		}

		@Override
		public Set<String> after() {
			return this.order.get();
		}

		@Override
		public DrainResult drain(DrainContext context) {
			return DrainResult.completed("Done");
		}

	}

	@Test
	void orderIsNotAskedForAgainWhileDraining() {
		Drain drain = drain(List.of(), new Moody(DrainPhase.TRANSACTIONS, () -> {
			if (this.draining) {
				throw new IllegalStateException("broken");
			}
			return Set.of();
		}), recording(DrainPhase.LOCKS));
		run(drain);
		assertThat(this.ran).containsExactly("LOCKS");
	}

	@Test
	void listenerThatFailsWithAnErrorDoesNotEndTheBackHalf() {
		Drain drain = drain(List.of((phase, outcome, took, at) -> {
			throw new NoClassDefFoundError("gone");
		}), recording(DrainPhase.TRANSACTIONS), recording(DrainPhase.LOCKS));
		run(drain);
		assertThat(this.ran).containsExactly("TRANSACTIONS", "LOCKS");
	}

	@Test
	void listenerThatHangsDoesNotStopTheBackHalf() {
		CountDownLatch never = new CountDownLatch(1);
		Drain drain = drain(
				List.of((phase, outcome, took, at) -> BoundedWait.uninterruptibly(never, Long.MAX_VALUE / 2)),
				recording(DrainPhase.TRANSACTIONS), recording(DrainPhase.LOCKS));
		run(drain);
		never.countDown();
		assertThat(this.ran).containsExactly("TRANSACTIONS", "LOCKS");
	}

	@Test
	void listenerThatHangsDoesNotKeepNewsFromTheOthers() {
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch both = new CountDownLatch(2);
		List<String> heard = new CopyOnWriteArrayList<>();
		Drain drain = drain(
				List.of((phase, outcome, took, at) -> BoundedWait.uninterruptibly(never, Long.MAX_VALUE / 2),
						(phase, outcome, took, at) -> {
							heard.add(phase.name());
							both.countDown();
						}),
				recording(DrainPhase.TRANSACTIONS), recording(DrainPhase.LOCKS));
		run(drain);
		assertThat(BoundedWait.uninterruptibly(both, TimeUnit.SECONDS.toNanos(20))).isTrue();
		never.countDown();
		assertThat(heard).containsExactly("TRANSACTIONS", "LOCKS");
	}

	private void run(Drain drain) {
		this.draining = true;
		drain.begin();
		assertThat(drain.stop()).isTrue();
	}

	private StubParticipant recording(DrainPhase phase) {
		return StubParticipant.of("recording-" + phase, phase, (context) -> {
			this.ran.add(phase.name());
			return DrainResult.completed("Done");
		});
	}

	private static Drain drain(List<DrainListener> listeners, DrainParticipant... participants) {
		return new Drain(DrainFixtures.request(NanoClock.SYSTEM), new DrainPlan(List.of(participants)), SHORT,
				NanoClock.SYSTEM, DrainFixtures.log(), new DrainListeners(listeners, DrainFixtures.log()), false,
				(stopped) -> {
				});
	}

}
