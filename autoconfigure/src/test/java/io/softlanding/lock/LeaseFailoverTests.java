/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.lock.LeaseFixtures.Driver;
import io.softlanding.servers.EmbeddedRedisCluster;
import io.softlanding.servers.EmbeddedRedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Redis with a replica that takes its place, and a cluster that loses a node.
 */
@Tag("first-leg")
@Timeout(60)
class LeaseFailoverTests {

	private static final Duration PLENTY = Duration.ofSeconds(20);

	/**
	 * Replication is asynchronous: the replica was promoted before it had heard of the
	 * release that the master has confirmed.
	 */
	@Test
	void aReleaseThatTheNewMasterNeverHeardOfIsMadeAgain() throws Exception {
		try (EmbeddedRedisServer master = EmbeddedRedisServer.start();
				EmbeddedRedisServer replica = EmbeddedRedisServer.start();
				RedirectingProxy address = RedirectingProxy.to(master.port());
				LeaseFixtures fixtures = new LeaseFixtures("127.0.0.1", address.port(), Duration.ofSeconds(2))) {
			LeaseFixtures.until(() -> "+OK".equals(replica.ask("REPLICAOF 127.0.0.1 " + master.port())));
			AtomicReference<Runnable> atRelease = new AtomicReference<>();
			RedisLeaseRegistry registry = fixtures.instance(NEVER,
					(store) -> new AfterRelease(store, () -> atRelease.get().run()));
			HeldLease lease = acquire(registry, "a", LONG);
			String key = fixtures.keys.lock("a");
			LeaseFixtures.until(() -> lease.token().equals(replica.ask("GET " + key)));
			replica.ask("REPLICAOF NO ONE");
			atRelease.set(() -> {
				assertThat(master.ask("EXISTS " + key)).isEqualTo(":0");
				master.close();
				address.redirect(replica.port());
			});
			DrainResult result = LeaseFixtures.participant(registry).drain(new StubDrainContext(PLENTY));
			assertThat(result.summary()).isEqualTo("1 released");
			assertThat(replica.ask("EXISTS " + key)).isEqualTo(":0");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClusterWithANodeThatHangsLosesOnlyTheLeasesOnIt(Driver driver) throws Exception {
		try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start(3);
				LeaseFixtures fixtures = LeaseFixtures.onCluster(driver, cluster.ports())) {
			// Long beside what a busy machine takes for a round of renewals.
			Duration ttl = Duration.ofSeconds(6);
			RedisLeaseStore store = fixtures.store();
			RedisLeaseRegistry registry = fixtures.instance(NEVER, (any) -> store);
			acquire(registry, "connects", LONG).close();
			List<HeldLease> leases = acquire(registry, 30, ttl);
			List<HeldLease> onHanging = leasesOn(store, leases, cluster.ports().get(0));
			List<HeldLease> onOthers = new ArrayList<>(leases);
			onOthers.removeAll(onHanging);
			cluster.pause(0);
			LeaseFixtures.until(() -> onHanging.stream().allMatch((lease) -> lease.outcome() == LeaseOutcome.LOST));
			// They would have been lost by now, and are renewed once more after that.
			long now = System.nanoTime();
			LeaseFixtures.until(() -> onOthers.stream()
				.allMatch((lease) -> lease.lost() || lease.validUntilNanos() - now > ttl.toNanos() * 3 / 4));
			assertThat(onOthers).noneMatch(HeldLease::lost);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aNodeThatIsDownCostsTheDrainOnlyTheLeasesOnIt(Driver driver) throws Exception {
		try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start(3);
				LeaseFixtures fixtures = LeaseFixtures.onCluster(driver, cluster.ports())) {
			RedisLeaseStore store = fixtures.store();
			RedisLeaseRegistry registry = fixtures.instance(NEVER, (any) -> store);
			List<HeldLease> leases = acquire(registry, 30, LONG);
			int onDead = leasesOn(store, leases, cluster.ports().get(0)).size();
			cluster.stop(0);
			DrainResult result = LeaseFixtures.participant(registry).drain(new StubDrainContext(Duration.ofSeconds(3)));
			assertThat(result.summary()).isEqualTo("%d released, %d failed".formatted(30 - onDead, onDead));
		}
	}

	@Test
	void thousandsOfLeasesOfAClusterAreSortedWithoutAskingIt() throws Exception {
		try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start(3);
				LeaseFixtures fixtures = LeaseFixtures.onCluster(Driver.LETTUCE, cluster.ports())) {
			RedisLeaseStore store = fixtures.store();
			RedisLeaseRegistry registry = fixtures.instance(NEVER, (any) -> store);
			List<HeldLease> leases = acquire(registry, 3000, LONG);
			leasesOn(store, leases, cluster.ports().get(0));
			for (int node = 0; node < 3; node++) {
				cluster.stop(node);
			}
			assertThat(store.byServer(leases)).hasSize(3);
		}
	}

	private static List<HeldLease> leasesOn(LeaseStore store, List<HeldLease> leases, int port) throws Exception {
		LeaseFixtures.until(() -> store.byServer(leases).size() == 3);
		return store.byServer(leases).get("127.0.0.1:" + port);
	}

	private static List<HeldLease> acquire(RedisLeaseRegistry registry, int count, Duration ttl) throws Exception {
		List<HeldLease> leases = new ArrayList<>();
		FutureTask<Boolean> acquisitions = new FutureTask<>(() -> {
			for (int i = 0; i < count; i++) {
				leases.add((HeldLease) registry.tryAcquire("lease" + i, ttl, NO_WAIT));
			}
			return !leases.contains(null);
		});
		new Thread(acquisitions).start();
		assertThat(acquisitions.get()).isTrue();
		return leases;
	}

	/** By a thread that ends, and with it the work. */
	private static HeldLease acquire(RedisLeaseRegistry registry, String name, Duration ttl) throws Exception {
		FutureTask<Lease> acquisition = new FutureTask<>(() -> registry.tryAcquire(name, ttl, NO_WAIT));
		Thread thread = new Thread(acquisition);
		thread.start();
		thread.join();
		return (HeldLease) acquisition.get();
	}

	private record AfterRelease(LeaseStore store, AtomicReference<@Nullable Runnable> action) implements LeaseStore {

		AfterRelease(LeaseStore store, Runnable action) {
			this(store, new AtomicReference<>(action));
		}

		@Override
		public Answer acquire(String name, String token, Duration ttl) {
			return this.store.acquire(name, token, ttl);
		}

		@Override
		public List<Boolean> renew(List<HeldLease> leases) {
			return this.store.renew(leases);
		}

		@Override
		public List<Found> release(List<HeldLease> leases) {
			List<Found> found = this.store.release(leases);
			Runnable action = this.action.getAndSet(null);
			if (action != null) {
				action.run();
			}
			return found;
		}

		@Override
		public List<Boolean> held(List<HeldLease> leases) {
			return this.store.held(leases);
		}

	}

}
