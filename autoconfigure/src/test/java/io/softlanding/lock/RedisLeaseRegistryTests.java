/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.TimeUnit;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.RedisCallback;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static io.softlanding.lock.LeaseFixtures.WAIT;
import static io.softlanding.lock.LeaseFixtures.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class RedisLeaseRegistryTests {

	/** Renewed soon, and not lost when a busy machine stalls. */
	private static final Duration SHORT = Duration.ofSeconds(2);

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
	void aLeaseHasOneHolder() throws Exception {
		try (Lease lease = this.one.tryAcquire(this.name, LONG, NO_WAIT)) {
			assertThat(lease).isNotNull();
			assertThat(lease.lost()).isFalse();
			assertThat(lease.remaining()).isBetween(Duration.ofSeconds(20), LONG);
			assertThat(this.other.tryAcquire(this.name, LONG, NO_WAIT)).isNull();
			assertThat(this.one.tryAcquire(this.name, LONG, NO_WAIT)).isNull();
		}
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.RELEASED);
		assertThat(this.fixtures.owner(this.name)).isNull();
		assertThat(this.other.tryAcquire(this.name, LONG, NO_WAIT)).isNotNull();
	}

	@Test
	void theTokenOfEachHolderIsHigherAlsoWhenTheServerHasForgottenTheLast() throws Exception {
		long last = 0;
		for (int i = 0; i < 50; i++) {
			try (Lease lease = ((i % 2 == 0) ? this.one : this.other).tryAcquire(this.name, LONG, NO_WAIT)) {
				assertThat(lease.fencingToken()).isGreaterThan(last);
				last = lease.fencingToken();
			}
			if (i % 10 == 0) {
				this.fixtures.redis.delete(this.fixtures.keys.fence(this.name));
			}
		}
	}

	@Test
	void theTokenStaysAheadOfAServerWhoseClockWentBack() throws Exception {
		long ahead = (System.currentTimeMillis() + TimeUnit.DAYS.toMillis(365)) * 1000;
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.fence(this.name), Long.toString(ahead));
		try (Lease lease = this.one.tryAcquire(this.name, LONG, NO_WAIT)) {
			assertThat(lease.fencingToken()).isEqualTo(ahead + 1);
		}
		assertThat(this.fixtures.redis.getExpire(this.fixtures.keys.fence(this.name), TimeUnit.DAYS)).isBetween(6L, 7L);
	}

	@Test
	void aLeaseIsRenewedUntilItIsClosed() throws Exception {
		CountDownLatch renewals = new CountDownLatch(4);
		RedisLeaseRegistry counting = this.fixtures.instance(NEVER, (store) -> new CountingStore(store, renewals));
		try (Lease lease = counting.tryAcquire(this.name, SHORT, NO_WAIT)) {
			renewals.await();
			assertThat(lease.lost()).isFalse();
			assertThat(this.other.tryAcquire(this.name, LONG, NO_WAIT)).isNull();
		}
	}

	@Test
	void aLeaseThatIsGoneAtTheServerIsLost() throws Exception {
		Lease lease = this.one.tryAcquire(this.name, SHORT, NO_WAIT);
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.lock(this.name), "another");
		told.await();
		until(() -> !this.fixtures.outcomes.isEmpty());
		assertThat(lease.lost()).isTrue();
		assertThat(lease.remaining()).isZero();
		lease.close();
		assertThat(this.fixtures.owner(this.name)).isEqualTo("another");
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.LOST);
	}

	@Test
	void aLeaseThatCannotBeRenewedIsLostBeforeItLapsesAtTheServer() throws Exception {
		FaultyLeaseStore faulty = new FaultyLeaseStore(this.fixtures.store());
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> faulty);
		long asked = System.nanoTime();
		Lease lease = registry.tryAcquire(this.name, SHORT, NO_WAIT);
		// So many that no renewal comes through.
		faulty.lostRequests.set(1_000_000);
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		told.await();
		assertThat(lease.lost()).isTrue();
		assertThat(((HeldLease) lease).validUntilNanos() - asked).as("what is counted on is less than was asked for")
			.isLessThan(SHORT.toNanos());
	}

	@Test
	void whatWasLostDoesNotComeBack() throws Exception {
		HeldLease lease = (HeldLease) this.one.tryAcquire(this.name, LONG, NO_WAIT);
		assertThat(lease.lose()).isTrue();
		assertThat(lease.renewed(System.nanoTime())).isFalse();
		assertThat(lease.lost()).isTrue();
		lease.close();
		assertThat(lease.lost()).isTrue();
	}

	/** As after a pause of the whole process. */
	@Test
	void whoeverListensIsToldThoughTheHolderIsFirstToNotice() throws Exception {
		LeaseKeeper keeper = this.one.keeper();
		HeldLease lease = new HeldLease(this.name, this.name, "token", SHORT, 1, System.nanoTime() - SHORT.toNanos(),
				keeper.holder(), NanoClock.SYSTEM, keeper);
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		lease.close();
		told.await();
	}

	@Test
	void whoListensToWhatIsOverIsNotTold() throws Exception {
		Lease lease = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		lease.close();
		lease.onLost(() -> this.fixtures.outcomes.clear());
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.RELEASED);
	}

	@Test
	void aLockWithoutAnEndIsNotAskedForAgainAndAgain() {
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.lock(this.name), "somebody");
		assertThat(this.fixtures.store().acquire(this.name, "token", LONG).heldFor()).isEqualTo(NEVER);
	}

	@Test
	void theHolderCanBeInterrupted() throws Exception {
		Lease lease = this.one.tryAcquire(this.name, SHORT, NO_WAIT);
		lease.interruptOnLoss();
		this.fixtures.redis.delete(this.fixtures.keys.lock(this.name));
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> new CountDownLatch(1).await());
		assertThat(lease.lost()).isTrue();
		// An interrupt that has not been noticed ends with the lease.
		Lease next = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		next.interruptOnLoss();
		((HeldLease) next).lose();
		next.close();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void aListenerOfALossThatCameBeforeIsToldToo() throws Exception {
		HeldLease lease = (HeldLease) this.one.tryAcquire(this.name, LONG, NO_WAIT);
		lease.onLost(() -> {
			throw new IllegalStateException("a listener that fails");
		});
		lease.lose();
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		told.await();
	}

	@Test
	void closingTwiceFreesOnce() throws Exception {
		Lease lease = this.one.tryAcquire(this.name, LONG, NO_WAIT);
		lease.close();
		Lease next = this.other.tryAcquire(this.name, LONG, NO_WAIT);
		lease.close();
		assertThat(next).isNotNull();
		assertThat(this.fixtures.owner(this.name)).isNotNull();
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.RELEASED);
	}

	@Test
	void aReleaseWhoseAnswerIsLostIsTriedAgain() throws Exception {
		FaultyLeaseStore faulty = new FaultyLeaseStore(this.fixtures.store());
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> faulty);
		HeldLease lease = (HeldLease) registry.tryAcquire(this.name, LONG, NO_WAIT);
		faulty.lostAnswers.set(1);
		lease.close();
		assertThat(lease.outcome()).isNull();
		until(() -> lease.outcome() != null);
		assertThat(lease.outcome()).isEqualTo(LeaseOutcome.RELEASED);
	}

	/** Redis may have freed it, or may have forgotten it before that. */
	@Test
	void aReleaseWhoseAnswerIsLostFreesNobodyElsesAndIsNotKnown() throws Exception {
		FaultyLeaseStore faulty = new FaultyLeaseStore(this.fixtures.store());
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> faulty);
		HeldLease lease = (HeldLease) registry.tryAcquire(this.name, LONG, NO_WAIT);
		faulty.lostAnswers.set(1);
		lease.close();
		assertThat(lease.outcome()).isNull();
		Lease next = this.other.tryAcquire(this.name, LONG, NO_WAIT);
		assertThat(next).isNotNull();
		until(() -> lease.outcome() != null);
		assertThat(lease.outcome()).isEqualTo(LeaseOutcome.FAILED);
		assertThat(this.fixtures.owner(this.name)).isNotNull();
	}

	@Test
	void aReleaseThatFailsForGoodIsTold() throws Exception {
		FaultyLeaseStore faulty = new FaultyLeaseStore(this.fixtures.store());
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> faulty);
		HeldLease lease = (HeldLease) registry.tryAcquire(this.name, LONG, NO_WAIT);
		faulty.lostRequests.set(1_000_000);
		lease.close();
		until(() -> !this.fixtures.events.isEmpty());
		assertThat(lease.outcome()).isEqualTo(LeaseOutcome.FAILED);
		assertThat(this.fixtures.events).singleElement().satisfies((event) -> {
			assertThat(event.name()).isEqualTo(this.name);
			assertThat(event.remaining()).isPositive();
			assertThat(event.thread()).isEqualTo(Thread.currentThread().getName());
			assertThat(event.cause()).hasMessage("request lost");
		});
		assertThat(this.fixtures.owner(this.name)).as("left to lapse").isNotNull();
	}

	/** Another program has set it, or an operator by mistake. */
	@Test
	void aKeyOfAnotherTypeCostsNoOtherLease() throws Exception {
		HeldLease broken = (HeldLease) this.one.tryAcquire(this.name, LONG, NO_WAIT);
		HeldLease other = (HeldLease) this.one.tryAcquire(this.name + "'", LONG, NO_WAIT);
		this.fixtures.redis.delete(this.fixtures.keys.lock(this.name));
		this.fixtures.redis.opsForHash().put(this.fixtures.keys.lock(this.name), "a", "b");
		List<HeldLease> both = List.of(broken, other);
		assertThat(this.fixtures.store().renew(both)).containsExactly(false, true);
		assertThat(this.fixtures.store().held(both)).containsExactly(false, true);
		assertThat(this.fixtures.store().release(both)).containsExactly(LeaseStore.Found.ANOTHERS,
				LeaseStore.Found.OURS);
	}

	@Test
	void aReleaseThatFailsWithAnErrorIsTriedAgainAndThrowsNothing() throws Exception {
		AtomicBoolean fails = new AtomicBoolean(true);
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER,
				(store) -> new CountingStore(store, new CountDownLatch(0)) {

					@Override
					public List<Found> release(List<HeldLease> leases) {
						if (fails.getAndSet(false)) {
							throw new NoClassDefFoundError();
						}
						return super.release(leases);
					}

				});
		HeldLease lease = (HeldLease) registry.tryAcquire(this.name, LONG, NO_WAIT);
		lease.close();
		until(() -> lease.outcome() == LeaseOutcome.RELEASED);
	}

	/** Its release is withheld, so it expires, and only the server notices. */
	@Test
	void aLeaseThatWasClosedAndHasExpiredCanBeAcquiredAgain() throws Exception {
		RedisLeaseRegistry polling = this.fixtures.instance(Duration.ofMillis(20), (store) -> store);
		Lease withheld = polling.tryAcquire(this.name, SHORT, NO_WAIT);
		this.fixtures.unsaved = List.of("stock");
		withheld.close();
		assertThat(polling.tryAcquire(this.name, LONG, WAIT)).isNotNull();
	}

	@Test
	void anAcquisitionWhoseAnswerIsLostIsGivenBack() throws Exception {
		FaultyLeaseStore faulty = new FaultyLeaseStore(this.fixtures.store());
		RedisLeaseRegistry registry = this.fixtures.instance(NEVER, (store) -> faulty);
		faulty.lostAnswers.set(1);
		assertThatIllegalStateException().isThrownBy(() -> registry.tryAcquire(this.name, LONG, NO_WAIT));
		assertThat(this.other.tryAcquire(this.name, LONG, WAIT)).isNotNull();
		assertThat(this.fixtures.outcomes).isEmpty();
	}

	@Test
	void aServerThatForgetsItsScriptsIsToldAgain() throws Exception {
		this.one.tryAcquire(this.name, LONG, NO_WAIT).close();
		this.fixtures.redis.execute((RedisCallback<Object>) (connection) -> {
			connection.scriptingCommands().scriptFlush();
			return null;
		});
		this.one.tryAcquire(this.name, LONG, NO_WAIT).close();
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.RELEASED, LeaseOutcome.RELEASED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "with space", "br{ace}s", "}empty tag", "{", "}", "{}", "Schlüssel ☂", "sha256:x", "%d\n",
			"long" })
	void anyNameIsALease(String part) throws Exception {
		String odd = part.equals("long") ? this.name + "x".repeat(1_000_000) : part;
		try (Lease lease = this.one.tryAcquire(odd, LONG, NO_WAIT)) {
			assertThat(lease.name()).isEqualTo(odd);
			assertThat(this.other.tryAcquire(odd, LONG, NO_WAIT)).isNull();
			assertThat(this.other.tryAcquire(odd + "'", LONG, NO_WAIT)).isNotNull();
		}
		assertThat(this.fixtures.owner(odd)).isNull();
	}

	@Test
	void impossibleRequestsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.tryAcquire("", LONG, NO_WAIT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.tryAcquire(this.name, Duration.ofMillis(99), NO_WAIT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.tryAcquire(this.name, Duration.ofSeconds(Long.MAX_VALUE), NO_WAIT));
	}

	@Test
	void anyTimeCanBeWaited() throws Exception {
		this.one.tryAcquire(this.name, LONG, Duration.ofSeconds(Long.MIN_VALUE)).close();
		this.one.tryAcquire(this.name, LONG, Duration.ofSeconds(Long.MAX_VALUE)).close();
		assertThat(this.fixtures.outcomes).containsOnly(LeaseOutcome.RELEASED).hasSize(2);
	}

	private static class CountingStore implements LeaseStore {

		private final LeaseStore store;

		private final CountDownLatch renewals;

		CountingStore(LeaseStore store, CountDownLatch renewals) {
			this.store = store;
			this.renewals = renewals;
		}

		@Override
		public Answer acquire(String name, String token, Duration ttl) {
			return this.store.acquire(name, token, ttl);
		}

		@Override
		public List<Boolean> renew(List<HeldLease> leases) {
			this.renewals.countDown();
			return this.store.renew(leases);
		}

		@Override
		public List<Found> release(List<HeldLease> leases) {
			return this.store.release(leases);
		}

		@Override
		public List<Boolean> held(List<HeldLease> leases) {
			return this.store.held(leases);
		}

	}

}
