package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.softlanding.drain.NanoClock;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.EmbeddedRedisCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static io.softlanding.lock.LeaseFixtures.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same with the keys spread over several nodes.
 */
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

	@BeforeEach
	void connect() {
		this.fixtures = LeaseFixtures.onCluster(cluster.ports());
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@Test
	void leasesOfAllSlotsAreAcquiredRenewedAndReleasedTogether() throws Exception {
		RedisLeaseRegistry registry = this.fixtures.instance();
		List<String> names = IntStream.range(0, 300).mapToObj((i) -> UUID.randomUUID() + " {" + i).toList();
		Thread thread = new Thread(() -> names.forEach((name) -> acquire(registry, name)));
		thread.start();
		thread.join();
		assertThat(this.fixtures.store().renew(List.copyOf(registry.keeper().leases()))).hasSize(300)
			.containsOnly(true);
		assertThat(LeaseFixtures.participant(registry, this.fixtures.store())
			.drain(new StubDrainContext(Duration.ofSeconds(20)))
			.summary()).isEqualTo("300 released");
		assertThat(names).allSatisfy((name) -> assertThat(this.fixtures.owner(name)).isNull());
	}

	@Test
	void whoWaitsIsServed() throws Exception {
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> store);
		Lease held = registry.tryAcquire("a", LONG, NO_WAIT);
		Thread releases = new Thread(held::close);
		releases.start();
		assertThat(this.fixtures.instance(Duration.ofMillis(50), (store) -> store).tryAcquire("a", LONG, WAIT))
			.isNotNull();
		releases.join();
	}

	@Test
	void keysOfAllSlotsAreRemoved() throws Exception {
		RedisEphemeralKeys keys = new RedisEphemeralKeys(this.fixtures.connections());
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
