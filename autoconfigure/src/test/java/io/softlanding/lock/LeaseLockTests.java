/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class LeaseLockTests {

	private final String name = UUID.randomUUID().toString();

	private LeaseFixtures fixtures;

	private RedisLeaseRegistry registry;

	private Lock lock;

	private Lock elsewhere;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.fixtures = new LeaseFixtures(servers.redisHost(), servers.redisPort());
		this.registry = this.fixtures.instance();
		this.lock = this.registry.lock(this.name, LONG);
		this.elsewhere = this.fixtures.instance().lock(this.name, LONG);
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@Test
	void aLockIsHeldUntilItsLastUnlock() throws Exception {
		this.lock.lock();
		assertThat(this.lock.tryLock()).as("reentrant").isTrue();
		assertThat(this.lock.tryLock(1, TimeUnit.SECONDS)).as("reentrant").isTrue();
		this.lock.unlock();
		this.lock.unlock();
		assertThat(this.elsewhere.tryLock()).isFalse();
		assertThat(this.elsewhere.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
		this.lock.unlock();
		assertThat(this.elsewhere.tryLock()).isTrue();
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.RELEASED);
	}

	@Test
	void whoeverWaitsGetsIt() throws Exception {
		this.lock.lock();
		FutureTask<Boolean> waiter = new FutureTask<>(() -> {
			this.elsewhere.lock();
			this.elsewhere.unlock();
			return true;
		});
		new Thread(waiter).start();
		this.lock.unlock();
		assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aThreadThatDoesNotHoldItCannotUnlockIt() throws Exception {
		this.lock.lock();
		FutureTask<Void> other = new FutureTask<>(() -> {
			assertThat(this.lock.tryLock()).isFalse();
			assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock);
			return null;
		});
		new Thread(other).start();
		other.get(20, TimeUnit.SECONDS);
		assertThat(this.elsewhere.tryLock()).isFalse();
		this.lock.unlock();
	}

	@Test
	void whoseLockWasLostIsToldAndNotBlocked() {
		this.lock.lock();
		this.fixtures.redis.delete(this.fixtures.keys.lock(this.name));
		this.registry.keeper().leases().forEach(HeldLease::lose);
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(this.lock::unlock)
			.withMessageContaining(this.name);
		assertThat(this.lock.tryLock()).isTrue();
	}

	@Test
	void anInterruptIsKeptByThoseThatDoNotThrow() {
		Thread.currentThread().interrupt();
		assertThat(this.lock.tryLock()).isTrue();
		assertThat(Thread.interrupted()).isTrue();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> {
			Thread.currentThread().interrupt();
			this.lock.lockInterruptibly();
		});
	}

	@Test
	void duringADrainItIsRefusedAndNotHeld() {
		this.registry.refuseAll();
		assertThatExceptionOfType(LeaseRefusedException.class).isThrownBy(this.lock::lock);
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock);
	}

	@Test
	void conditionsAreNotSupported() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.lock::newCondition);
	}

}
