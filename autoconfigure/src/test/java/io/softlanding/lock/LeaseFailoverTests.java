package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.EmbeddedRedisCluster;
import io.softlanding.servers.EmbeddedRedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Redis with a replica that takes its place, and a cluster that loses a node.
 */
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
			RedisLeaseRegistry registry = fixtures.instance(NEVER, (store) -> store);
			HeldLease lease = acquire(registry, "a", LONG);
			String key = fixtures.keys.lock("a");
			LeaseFixtures.until(() -> lease.token().equals(replica.ask("GET " + key)));
			replica.ask("REPLICAOF NO ONE");
			AfterRelease store = new AfterRelease(fixtures.store(), () -> {
				assertThat(master.ask("EXISTS " + key)).isEqualTo(":0");
				master.close();
				address.redirect(replica.port());
			});
			DrainResult result = LeaseFixtures.participant(registry, store).drain(new StubDrainContext(PLENTY));
			assertThat(result.summary()).isEqualTo("1 released");
			assertThat(replica.ask("EXISTS " + key)).isEqualTo(":0");
		}
	}

	/** A node that does not answer keeps whoever asks it for five seconds here. */
	@Test
	void aClusterThatLosesANodeLosesOnlyTheLeasesOnIt() throws Exception {
		try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start(3);
				LeaseFixtures fixtures = LeaseFixtures.onCluster(LeaseFixtures.Driver.LETTUCE, cluster.ports())) {
			RedisLeaseRegistry registry = fixtures.instance();
			Duration ttl = Duration.ofSeconds(2);
			List<HeldLease> leases = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				leases.add(acquire(registry, "lease" + i, ttl));
			}
			Map<String, List<HeldLease>> byNode = fixtures.store().byServer(leases);
			assertThat(byNode).hasSize(3);
			List<HeldLease> onDead = byNode.remove("127.0.0.1:" + cluster.ports().get(0));
			List<HeldLease> onOthers = byNode.values().stream().flatMap(List::stream).toList();
			cluster.stop(0);
			LeaseFixtures.until(() -> onDead.stream().allMatch((lease) -> lease.outcome() == LeaseOutcome.LOST));
			// They would have been lost before, and are renewed once more after that.
			long now = System.nanoTime();
			LeaseFixtures.until(
					() -> onOthers.stream().allMatch((lease) -> lease.validUntilNanos() - now > ttl.toNanos() * 3 / 4));
			assertThat(onOthers).noneMatch(HeldLease::lost);
		}
	}

	@Test
	void aNodeThatIsDownCostsTheDrainOnlyTheLeasesOnIt() throws Exception {
		try (EmbeddedRedisCluster cluster = EmbeddedRedisCluster.start(3);
				LeaseFixtures fixtures = LeaseFixtures.onCluster(LeaseFixtures.Driver.LETTUCE, cluster.ports())) {
			RedisLeaseRegistry registry = fixtures.instance();
			List<HeldLease> leases = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				leases.add(acquire(registry, "lease" + i, LONG));
			}
			int onDead = fixtures.store().byServer(leases).get("127.0.0.1:" + cluster.ports().get(0)).size();
			cluster.stop(0);
			DrainResult result = LeaseFixtures.participant(registry, fixtures.store())
				.drain(new StubDrainContext(Duration.ofSeconds(2)));
			assertThat(result.summary()).isEqualTo("%d released, %d failed".formatted(30 - onDead, onDead));
		}
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
