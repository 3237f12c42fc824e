/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.softlanding.drain.StubDrainContext;
import io.softlanding.lock.LeaseFixtures.Driver;
import io.softlanding.servers.EmbeddedRedisCluster;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static io.softlanding.lock.LeaseFixtures.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same with the keys spread over several nodes.
 */
@Tag("first-leg")
@Timeout(60)
class LeaseClusterTests {

	private static EmbeddedRedisCluster cluster;

	private LeaseFixtures fixtures;

	@BeforeAll
	static void start() {
		cluster = EmbeddedRedisCluster.start(3);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	private void connect(Driver driver) {
		this.fixtures = LeaseFixtures.onCluster(driver, cluster.ports());
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@ParameterizedTest
	@EnumSource
	void leasesOfAllSlotsAreAcquiredRenewedAndReleasedTogether(Driver driver) throws Exception {
		connect(driver);
		RedisLeaseRegistry registry = this.fixtures.instance();
		List<String> names = IntStream.range(0, 300).mapToObj((i) -> UUID.randomUUID() + " {" + i).toList();
		Thread thread = new Thread(() -> names.forEach((name) -> acquire(registry, name)));
		thread.start();
		thread.join();
		assertThat(this.fixtures.store().renew(List.copyOf(registry.keeper().leases()))).hasSize(300)
			.containsOnly(true);
		assertThat(LeaseFixtures.participant(registry).drain(new StubDrainContext(Duration.ofSeconds(20))).summary())
			.isEqualTo("300 released");
		assertThat(names).allSatisfy((name) -> assertThat(this.fixtures.owner(name)).isNull());
	}

	@ParameterizedTest
	@EnumSource
	void whoWaitsIsServed(Driver driver) throws Exception {
		connect(driver);
		String name = UUID.randomUUID().toString();
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> store);
		Lease held = registry.tryAcquire(name, LONG, NO_WAIT);
		Thread releases = new Thread(held::close);
		releases.start();
		assertThat(this.fixtures.instance(Duration.ofMillis(50), (store) -> store).tryAcquire(name, LONG, WAIT))
			.isNotNull();
		releases.join();
	}

	@ParameterizedTest
	@EnumSource
	void keysOfAllSlotsAreRemoved(Driver driver) throws Exception {
		connect(driver);
		RedisEphemeralKeys keys = new RedisEphemeralKeys(this.fixtures::connections);
		List<String> names = IntStream.range(0, 300).mapToObj((i) -> "presence:" + i).toList();
		names.forEach((name) -> {
			keys.register(name);
			this.fixtures.redis.opsForValue().set(name, "here");
		});
		assertThat(
				new EphemeralKeysParticipant(keys, NanoClock.SYSTEM).drain(new StubDrainContext(Duration.ofSeconds(20)))
					.summary())
			.isEqualTo("300 removed");
		assertThat(names).allSatisfy((name) -> assertThat(this.fixtures.redis.hasKey(name)).isFalse());
	}

	private static void acquire(RedisLeaseRegistry registry, String name) {
		try {
			assertThat(registry.tryAcquire(name, LONG, NO_WAIT)).isNotNull();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
