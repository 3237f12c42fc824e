/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class ProcessSignalsTests {

	private static final long HOUR = TimeUnit.HOURS.toNanos(1);

	private final FakeSignals source = new FakeSignals();

	private final ProcessSignals signals = new ProcessSignals(this.source, this.source::nanoTime);

	private final List<SignalDelivery> acted = new CopyOnWriteArrayList<>();

	private final CountDownLatch blocked = new CountDownLatch(1);

	@AfterEach
	void releaseEverybody() {
		this.blocked.countDown();
	}

	@Test
	void deliveryRunsTheActionOnADaemonThread() throws InterruptedException {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		try (SignalSubscription registration = this.signals.register("USR1", HOUR, (delivery) -> {
			this.acted.add(delivery);
			threads.add(Thread.currentThread());
		})) {
			long now = this.source.nanoTime();
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).containsExactly(new SignalDelivery("USR1", 1, now));
			assertThat(threads).allMatch(Thread::isDaemon)
				.extracting(Thread::getName)
				.containsExactly("softlanding-signal-USR1");
		}
	}

	@Test
	void deliveriesWithinTheWindowWaitForItsEnd() throws InterruptedException {
		try (SignalSubscription registration = this.signals.register("USR1", HOUR, this.acted::add)) {
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			this.source.deliver("USR1");
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(1);
			this.source.pass(1, TimeUnit.HOURS);
			this.source.awaitActions(this.signals);
			assertThat(this.acted).extracting(SignalDelivery::count).containsExactly(1, 2);
		}
	}

	@Test
	void stormMakesFewActionsAndNoThreads() throws InterruptedException {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CountDownLatch first = new CountDownLatch(1);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		try (SignalSubscription registration = this.signals.register("USR1", 0, (delivery) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			this.acted.add(delivery);
			threads.add(Thread.currentThread());
			first.countDown();
			awaitRelease();
			running.decrementAndGet();
		})) {
			this.source.deliver("USR1");
			assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
			List<Thread> senders = IntStream.range(0, 4).mapToObj((i) -> new Thread(() -> {
				for (int j = 0; j < 5000; j++) {
					this.source.deliver("USR1");
				}
			})).toList();
			senders.forEach(Thread::start);
			for (Thread sender : senders) {
				sender.join(20_000);
			}
			assertThat(actionThreads()).isEqualTo(1);
			this.blocked.countDown();
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(2).last().extracting(SignalDelivery::count).isEqualTo(20_000);
			assertThat(threads).hasSize(2);
			assertThat(most).hasValue(1);
		}
	}

	@Test
	void actionThatThrowsDoesNotStopTheNext() throws InterruptedException {
		try (SignalSubscription registration = this.signals.register("USR1", 0, (delivery) -> {
			this.acted.add(delivery);
			throw new IllegalStateException("broken");
		})) {
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(2);
		}
	}

	@Test
	void everyReceiverOfASignalActs() throws InterruptedException {
		List<SignalDelivery> others = new CopyOnWriteArrayList<>();
		try (SignalSubscription one = this.signals.register("USR1", 0, this.acted::add);
				SignalSubscription other = this.signals.register("USR1", 0, others::add);
				SignalSubscription another = this.signals.register("HUP", 0, others::add)) {
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(1);
			assertThat(others).extracting(SignalDelivery::signal).containsExactly("USR1");
		}
	}

	@Test
	void lastRegistrationHandsTheSignalBack() throws InterruptedException {
		SignalSubscription one = this.signals.register("USR1", 0, this.acted::add);
		SignalSubscription other = this.signals.register("USR1", 0, this.acted::add);
		one.close();
		one.close();
		assertThat(this.source.isTaken("USR1")).isTrue();
		assertThat(this.signals.previous("USR1")).isNotNull();
		this.source.deliver("USR1");
		this.source.awaitActions(this.signals);
		assertThat(this.acted).hasSize(1);
		other.close();
		assertThat(this.source.isTaken("USR1")).isFalse();
		assertThat(this.signals.previous("USR1")).isNull();
	}

	@Test
	void signalCanBeTakenAgain() throws InterruptedException {
		this.signals.register("USR1", 0, this.acted::add).close();
		try (SignalSubscription again = this.signals.register("USR1", 0, this.acted::add)) {
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(1);
		}
	}

	@Test
	void signalThatCannotBeHadLeavesNothingBehind() throws InterruptedException {
		this.source.refuse("USR1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.signals.register("USR1", 0, this.acted::add))
			.withMessageContaining("USR1");
		assertThat(this.signals.previous("USR1")).isNull();
		this.source.refuse();
		try (SignalSubscription registration = this.signals.register("USR1", 0, this.acted::add)) {
			this.source.deliver("USR1");
			this.source.awaitActions(this.signals);
			assertThat(this.acted).hasSize(1);
		}
	}

	private void awaitRelease() {
		try {
			this.blocked.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static long actionThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("softlanding-signal-"))
			.count();
	}

}
