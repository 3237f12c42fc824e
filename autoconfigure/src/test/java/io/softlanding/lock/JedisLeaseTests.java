/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static io.softlanding.lock.LeaseFixtures.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same through the other client of Spring Data Redis, which answers in other types.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class JedisLeaseTests {

	private final String name = UUID.randomUUID().toString();

	private LeaseFixtures fixtures;

	private RedisLeaseRegistry registry;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.fixtures = LeaseFixtures.withJedis(servers.redisHost(), servers.redisPort());
		this.registry = this.fixtures.instance(NEVER, (store) -> store);
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@Test
	void aLeaseIsRenewedUntilItIsClosed() throws Exception {
		Lease lease = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		List<HeldLease> held = List.of((HeldLease) lease);
		assertThat(this.fixtures.store().renew(held)).containsExactly(true);
		lease.close();
		assertThat(this.fixtures.owner(this.name)).isNull();
		assertThat(this.fixtures.store().renew(held)).containsExactly(false);
	}

	@Test
	void whoWaitsIsWoken() throws Exception {
		Lease held = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		RedisLeaseRegistry other = this.fixtures.instance(NEVER, (store) -> store);
		Thread releases = new Thread(() -> {
			try {
				LeaseFixtures.until(() -> !other.asking().isEmpty());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			held.close();
		});
		releases.start();
		Lease next = other.tryAcquire(this.name, LONG, WAIT);
		assertThat(next).isNotNull();
		assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
		releases.join();
	}

	@Test
	void leasesAndKeysAreGivenBack() throws Exception {
		Thread thread = new Thread(() -> {
			for (int i = 0; i < 1000; i++) {
				acquire(this.name + i);
			}
		});
		thread.start();
		thread.join();
		RedisEphemeralKeys keys = new RedisEphemeralKeys(this.fixtures::connections);
		keys.register(this.name);
		this.fixtures.redis.opsForValue().set(this.name, "here");
		assertThat(LeaseFixtures.participant(this.registry).drain(context()).summary()).isEqualTo("1000 released");
		assertThat(new EphemeralKeysParticipant(keys, NanoClock.SYSTEM).drain(context()).summary())
			.isEqualTo("1 removed");
		assertThat(this.fixtures.redis.hasKey(this.name)).isFalse();
	}

	private static StubDrainContext context() {
		return new StubDrainContext(Duration.ofSeconds(20));
	}

	private void acquire(String name) {
		try {
			assertThat(this.registry.tryAcquire(name, LONG, NO_WAIT)).isNotNull();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
