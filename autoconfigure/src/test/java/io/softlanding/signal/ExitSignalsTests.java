/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ExitSignalsTests {

	private final FakeSignals source = new FakeSignals();

	private final ProcessSignals signals = new ProcessSignals(this.source, this.source::nanoTime);

	private final Context context = new Context();

	private final List<Runnable> registrations = new CopyOnWriteArrayList<>();

	/** An application context whose drain lasts until a test ends it. */
	private class Context implements ExitSignals.ExitTarget {

		private final List<DrainReason> drains = new CopyOnWriteArrayList<>();

		private final List<Thread> refused = new CopyOnWriteArrayList<>();

		private final AtomicInteger escalations = new AtomicInteger();

		private final CountDownLatch draining = new CountDownLatch(1);

		private final CountDownLatch drained = new CountDownLatch(1);

		private volatile long receivedNanos;

		private volatile int chainedBefore = -1;

		@Override
		public void refuseTraffic() {
			this.refused.add(Thread.currentThread());
		}

		@Override
		public void drain(DrainReason reason, long receivedNanos) {
			this.drains.add(reason);
			this.receivedNanos = receivedNanos;
			this.draining.countDown();
			try {
				this.drained.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.chainedBefore = ExitSignalsTests.this.source.previous("TERM").calls();
		}

		@Override
		public void repeated(DrainReason reason) {
			this.escalations.incrementAndGet();
		}

	}

	@AfterEach
	void endAll() {
		this.context.drained.countDown();
		this.registrations.forEach(Runnable::run);
	}

	@Test
	void termDrainsAndThenDoesWhatItWouldHaveDone() throws InterruptedException {
		register(this.context);
		long received = this.source.nanoTime();
		this.source.deliver("TERM");
		assertThat(this.context.draining.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.context.drains).containsExactly(DrainReason.SIGTERM);
		assertThat(this.context.receivedNanos).isEqualTo(received);
		assertThat(this.context.refused).as("before another thread has to be woken")
			.containsExactly(Thread.currentThread());
		this.context.drained.countDown();
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		assertThat(this.context.chainedBefore).isZero();
		assertThat(this.source.previous("TERM").calls()).isEqualTo(1);
		assertThat(this.source.previous("INT").calls()).isZero();
	}

	@Test
	void intChainsToItsOwnHandler() throws InterruptedException {
		register(this.context);
		this.context.drained.countDown();
		this.source.deliver("INT");
		assertThat(this.source.previous("INT").awaitCall()).isTrue();
		assertThat(this.context.drains).containsExactly(DrainReason.SIGINT);
		assertThat(this.source.previous("TERM").calls()).isZero();
	}

	@Test
	void sameSignalWithinASecondChangesNothing() throws InterruptedException {
		register(this.context);
		term();
		this.source.pass(999, TimeUnit.MILLISECONDS);
		term();
		assertThat(this.context.escalations).hasValue(0);
		assertThat(this.context.drains).hasSize(1);
	}

	@Test
	void sameSignalAfterASecondEscalatesOnceForEachDelivery() throws InterruptedException {
		register(this.context);
		term();
		this.source.pass(1, TimeUnit.SECONDS);
		term();
		assertThat(this.context.escalations).hasValue(1);
		this.source.pass(1, TimeUnit.MILLISECONDS);
		term();
		assertThat(this.context.escalations).hasValue(2);
		assertThat(this.context.drains).hasSize(1);
		this.context.drained.countDown();
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		assertThat(this.source.previous("TERM").calls()).isEqualTo(1);
	}

	@Test
	void otherSignalIsOnlyNoted() throws InterruptedException {
		register(this.context);
		this.source.deliver("INT");
		this.source.awaitActions(this.signals);
		this.source.pass(5, TimeUnit.SECONDS);
		term();
		assertThat(this.context.escalations).hasValue(0);
		assertThat(this.context.drains).containsExactly(DrainReason.SIGINT);
		this.context.drained.countDown();
		assertThat(this.source.previous("INT").awaitCall()).isTrue();
		assertThat(this.source.previous("TERM").calls()).isZero();
	}

	@Test
	void chainsOnlyWhenEveryContextHasDrained() throws InterruptedException {
		Context other = new Context();
		register(this.context);
		register(other);
		this.source.deliver("TERM");
		assertThat(this.context.draining.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(other.draining.await(10, TimeUnit.SECONDS)).isTrue();
		this.context.drained.countDown();
		other.drained.countDown();
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		assertThat(this.context.chainedBefore).isZero();
		assertThat(other.chainedBefore).isZero();
		assertThat(this.source.previous("TERM").calls()).isEqualTo(1);
	}

	@Test
	void everyContextIsEscalated() throws InterruptedException {
		Context other = new Context();
		register(this.context);
		register(other);
		term();
		this.source.pass(2, TimeUnit.SECONDS);
		term();
		assertThat(this.context.escalations).hasValue(1);
		assertThat(other.escalations).hasValue(1);
		other.drained.countDown();
	}

	@Test
	void contextThatCannotBeDrainedDoesNotKeepTheProcessAlive() throws InterruptedException {
		register(new Context() {

			@Override
			public void drain(DrainReason reason, long receivedNanos) {
				throw new IllegalStateException("broken");
			}

		});
		register(this.context);
		this.context.drained.countDown();
		this.source.deliver("TERM");
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		assertThat(this.context.drains).hasSize(1);
	}

	@Test
	void contextThatIsGoneIsNotDrained() throws InterruptedException {
		Context gone = new Context();
		register(this.context);
		Runnable registration = this.signals.exits().register(gone);
		registration.run();
		registration.run();
		this.context.drained.countDown();
		this.source.deliver("TERM");
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		assertThat(gone.drains).isEmpty();
	}

	@Test
	void lastContextHandsBothSignalsBackAndANewOneStartsAfresh() throws InterruptedException {
		Runnable registration = this.signals.exits().register(this.context);
		this.context.drained.countDown();
		this.source.deliver("TERM");
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
		registration.run();
		assertThat(this.source.isTaken("TERM")).isFalse();
		assertThat(this.source.isTaken("INT")).isFalse();
		Context fresh = new Context();
		register(fresh);
		fresh.drained.countDown();
		this.source.deliver("INT");
		assertThat(this.source.previous("INT").awaitCall()).isTrue();
		assertThat(fresh.drains).containsExactly(DrainReason.SIGINT);
		assertThat(this.context.drains).containsExactly(DrainReason.SIGTERM);
	}

	@Test
	void signalThatCannotBeHadIsWarnedAboutAndTheOtherStillDrains(CapturedOutput output) throws InterruptedException {
		this.source.refuse("TERM");
		register(this.context);
		assertThat(output).contains("SIGTERM cannot be handled", "already used by VM or OS", "-Xrs")
			.doesNotContain("SIGINT cannot be handled");
		this.context.drained.countDown();
		this.source.deliver("INT");
		assertThat(this.source.previous("INT").awaitCall()).isTrue();
	}

	@Test
	void ignoredSignalIsWarnedAbout(CapturedOutput output) {
		this.source.ignore("INT");
		register(this.context);
		assertThat(output).contains("started with SIGINT ignored").doesNotContain("started with SIGTERM ignored");
	}

	private void register(ExitSignals.ExitTarget target) {
		this.registrations.add(this.signals.exits().register(target));
	}

	/** Returns when what the signal does has begun. */
	private void term() throws InterruptedException {
		this.source.deliver("TERM");
		this.source.awaitActions(this.signals);
	}

	@Test
	void signalThatComesWhileTheLastContextGoesStillEndsTheProcess() throws InterruptedException {
		Runnable registration = this.signals.exits().register(this.context);
		this.context.drained.countDown();
		synchronized (this.signals.exits()) {
			this.source.deliver("TERM");
			awaitBlocked("softlanding-signal-TERM");
			registration.run();
		}
		assertThat(this.source.previous("TERM").awaitCall()).isTrue();
	}

	private static void awaitBlocked(String name) {
		while (Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals(name) && thread.getState() == Thread.State.BLOCKED)) {
			Thread.onSpinWait();
		}
	}

}
