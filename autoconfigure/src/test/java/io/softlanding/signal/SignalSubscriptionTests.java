/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class SignalSubscriptionTests {

	private static final long WINDOW = 250;

	private final List<SignalDelivery> acted = new CopyOnWriteArrayList<>();

	private final Semaphore done = new Semaphore(0);

	private final CountDownLatch blocked = new CountDownLatch(1);

	@AfterEach
	void releaseEverybody() {
		this.blocked.countDown();
	}

	@Test
	void nothingDeliveredIsNothingToDo() {
		assertThat(act(subscription(this.acted::add), 1000)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.acted).isEmpty();
	}

	@Test
	void firstDeliveryIsActedOnAtOnce() throws InterruptedException {
		SignalSubscription subscription = subscription(this.acted::add);
		subscription.delivered(7);
		assertThat(act(subscription, 8)).isEqualTo(Long.MAX_VALUE);
		awaitDone();
		assertThat(this.acted).containsExactly(new SignalDelivery("USR1", 1, 7));
	}

	@Test
	void deliveriesWithinTheWindowAreOneAction() throws InterruptedException {
		SignalSubscription subscription = subscription(this.acted::add);
		subscription.delivered(1000);
		act(subscription, 1000);
		awaitDone();
		subscription.delivered(1010);
		subscription.delivered(1020);
		assertThat(act(subscription, 1030)).isEqualTo(220);
		subscription.delivered(1240);
		assertThat(act(subscription, 1249)).isEqualTo(1);
		assertThat(act(subscription, 1250)).isEqualTo(Long.MAX_VALUE);
		awaitDone();
		assertThat(this.acted).containsExactly(new SignalDelivery("USR1", 1, 1000),
				new SignalDelivery("USR1", 3, 1010));
	}

	@Test
	void windowHoldsWhenTheClockWrapsAround() throws InterruptedException {
		SignalSubscription subscription = subscription(this.acted::add);
		subscription.delivered(Long.MAX_VALUE - 100);
		act(subscription, Long.MAX_VALUE - 100);
		awaitDone();
		subscription.delivered(Long.MAX_VALUE - 50);
		assertThat(act(subscription, Long.MAX_VALUE - 50)).isEqualTo(200);
		assertThat(act(subscription, Long.MIN_VALUE + 149)).isEqualTo(Long.MAX_VALUE);
		awaitDone();
		assertThat(this.acted).hasSize(2);
	}

	@Test
	void actionsNeverOverlap() throws InterruptedException {
		CountDownLatch started = new CountDownLatch(1);
		SignalSubscription subscription = subscription((delivery) -> {
			this.acted.add(delivery);
			started.countDown();
			try {
				this.blocked.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		subscription.delivered(0);
		act(subscription, 0);
		assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
		subscription.delivered(10_000);
		assertThat(act(subscription, 10_000)).isEqualTo(Long.MAX_VALUE);
		this.blocked.countDown();
		awaitDone();
		assertThat(this.acted).hasSize(1);
		act(subscription, 10_001);
		awaitDone();
		assertThat(this.acted).last().isEqualTo(new SignalDelivery("USR1", 1, 10_000));
	}

	@Test
	void actionThatThrowsDoesNotStopTheNext() throws InterruptedException {
		SignalSubscription subscription = subscription((delivery) -> {
			this.acted.add(delivery);
			throw new NoClassDefFoundError("broken");
		});
		subscription.delivered(0);
		act(subscription, 0);
		awaitDone();
		subscription.delivered(1000);
		act(subscription, 1000);
		awaitDone();
		assertThat(this.acted).hasSize(2);
	}

	private SignalSubscription subscription(Consumer<SignalDelivery> action) {
		return new SignalSubscription("USR1", WINDOW, () -> {
		}, action, (subscription) -> {
		});
	}

	private long act(SignalSubscription subscription, long now) {
		return subscription.act(now, this.done::release);
	}

	private void awaitDone() throws InterruptedException {
		assertThat(this.done.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
	}

}
