/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.core.script.RedisScript;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static io.softlanding.lock.LeaseFixtures.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class LeaseWaitingTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private final String name = UUID.randomUUID().toString();

	private LeaseFixtures fixtures;

	private RedisLeaseRegistry one;

	private RedisLeaseRegistry other;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.fixtures = new LeaseFixtures(servers.redisHost(), servers.redisPort());
		this.one = this.fixtures.instance();
		this.other = this.fixtures.instance();
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@Test
	void whoWaitsIsWokenByAnotherInstance() throws Exception {
		Lease held = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		FutureTask<Lease> waiter = waiter(this.other);
		// Only the message can wake it: it would look again in an hour.
		awaitSubscription();
		held.close();
		assertThat(waiter.get(20, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void whoWaitsIsWokenByItsOwnInstance() throws Exception {
		Lease held = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		FutureTask<Lease> waiter = waiter(this.one);
		awaitWaiting();
		held.close();
		assertThat(waiter.get(20, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void whoWaitsFindsOutThatALeaseHasLapsed() throws Exception {
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.lock(this.name), "a dead one", SHORT);
		assertThat(this.one.tryAcquire(this.name, LONG, WAIT)).isNotNull();
	}

	@Test
	void whoWaitsWithoutMessagesLooksForItself() throws Exception {
		RedisLeaseRegistry polling = this.fixtures.instance(Duration.ofMillis(20), (store) -> store);
		Lease held = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		FutureTask<Lease> waiter = waiter(polling);
		awaitSubscription();
		assertThat(held).isNotNull();
		this.fixtures.redis.delete(this.fixtures.keys.lock(this.name));
		assertThat(waiter.get(20, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void whoIsInterruptedWaitsNoLonger() throws Exception {
		this.one.tryAcquire(this.name, LONG, NO_WAIT);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread thread = new Thread(() -> {
			try {
				this.other.tryAcquire(this.name, LONG, WAIT);
			}
			catch (InterruptedException ex) {
				thrown.set(ex);
			}
		});
		thread.start();
		awaitSubscription();
		thread.interrupt();
		thread.join();
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
	}

	@Test
	void whoWaitsWhenTheInstanceDrainsIsRefused() throws Exception {
		this.other.tryAcquire(this.name, LONG, NO_WAIT);
		FutureTask<Lease> waiter = waiter(this.one);
		awaitSubscription();
		this.one.refuseAll();
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
			.isThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(LeaseRefusedException.class);
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> this.one.tryAcquire("free" + this.name, LONG, NO_WAIT));
	}

	@Test
	void manyWhoFightForALeaseNeverHaveItTogetherAndNobodyStarves() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger together = new AtomicInteger();
		AtomicReference<Long> last = new AtomicReference<>(0L);
		List<FutureTask<Integer>> threads = IntStream.range(0, 8).mapToObj((i) -> new FutureTask<>(() -> {
			int acquired = 0;
			for (int round = 0; round < 50; round++) {
				try (Lease lease = ((i % 2 == 0) ? this.one : this.other).tryAcquire(this.name, LONG, WAIT)) {
					if (lease != null) {
						together.addAndGet(inside.incrementAndGet() - 1);
						if (lease.fencingToken() > last.get()) {
							last.set(lease.fencingToken());
							acquired++;
						}
						inside.decrementAndGet();
					}
				}
			}
			return acquired;
		})).toList();
		threads.forEach((task) -> new Thread(task).start());
		for (FutureTask<Integer> thread : threads) {
			assertThat(thread.get(50, TimeUnit.SECONDS)).isEqualTo(50);
		}
		assertThat(together).hasValue(0);
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	private FutureTask<Lease> waiter(RedisLeaseRegistry registry) {
		FutureTask<Lease> waiter = new FutureTask<>(() -> registry.tryAcquire(this.name, LONG, WAIT));
		new Thread(waiter, "waiter-" + this.name).start();
		return waiter;
	}

	private void awaitSubscription() throws InterruptedException {
		String channel = this.fixtures.keys.lock(this.name);
		while (subscribers(channel) == 0) {
			Thread.onSpinWait();
		}
		awaitWaiting();
	}

	private long subscribers(String channel) {
		List<?> answer = this.fixtures.redis
			.execute(RedisScript.of("return redis.call('pubsub', 'numsub', ARGV[1])", List.class), List.of(), channel);
		return ((Number) answer.get(1)).longValue();
	}

	/** Until the thread that waits is parked. */
	private void awaitWaiting() {
		while (Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("waiter-" + this.name))
			.anyMatch((thread) -> thread.getState() != Thread.State.TIMED_WAITING)) {
			Thread.onSpinWait();
		}
	}

}
