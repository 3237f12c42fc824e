/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.Work;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of leases between the passes of a drain.
 */
@Tag("first-leg")
@Timeout(60)
@ExtendWith(ServersExtension.class)
class LockPassesTests {

	private static final Duration PLENTY = Duration.ofSeconds(20);

	private static final Duration LITTLE = Duration.ofMillis(900);

	private final String name = UUID.randomUUID().toString();

	private final CountDownLatch workIsDone = new CountDownLatch(1);

	private LeaseFixtures fixtures;

	private FaultyLeaseStore store;

	private RedisLeaseRegistry registry;

	private LocksParticipant participant;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.fixtures = new LeaseFixtures(servers.redisHost(), servers.redisPort());
		this.store = new FaultyLeaseStore(this.fixtures.store());
		this.registry = this.fixtures.instance(NEVER, (real) -> this.store);
		this.participant = LeaseFixtures.participant(this.registry);
	}

	@AfterEach
	void disconnect() {
		this.workIsDone.countDown();
		this.store.releases.countDown();
		this.fixtures.close();
	}

	@Test
	void theFirstLookRefusesNothingAndRenewsWhatIsHeld() throws Exception {
		acquiredByAThreadThatEnds();
		this.fixtures.work = work(new AtomicBoolean());
		Lease running = this.registry.tryAcquire(this.name + "running", Duration.ofSeconds(1), NO_WAIT);
		DrainResult result = drain(DrainPass.FIRST, Duration.ofHours(1));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("1 released, 1 held");
		assertThat(leases(result, "heldLocks")).singleElement()
			.satisfies((described) -> assertThat(described).containsEntry("holder", "POST /orders/{id}/pay"));
		assertThat(this.fixtures.owner(this.name)).as("ended").isNull();
		String token = this.fixtures.owner(running.name());
		Lease late = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		assertThat(late).as("acquired between the looks").isNotNull();
		late.close();
		// It has been renewed since.
		long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
		LeaseFixtures.until(() -> System.nanoTime() - end > 0);
		assertThat(running.lost()).isFalse();
		assertThat(this.fixtures.owner(running.name())).isEqualTo(token);
	}

	/** A cache that the lease guards could not be flushed. */
	@Test
	void aLeaseWhoseDataIsNotSavedLapses() throws Exception {
		acquiredByAThreadThatEnds();
		Lease closed = this.registry.tryAcquire(this.name + "closed", LONG, NO_WAIT);
		this.fixtures.unsaved = List.of("stock");
		closed.close();
		assertThat(this.fixtures.owner(closed.name())).isNotNull();
		assertThat(drain(DrainPass.FIRST, PLENTY).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(this.fixtures.owner(this.name)).isNotNull();
		DrainResult result = drain(DrainPass.LAST, PLENTY);
		assertThat(result.summary()).isEqualTo("2 abandoned");
		assertThat(result.details()).containsEntry("unsaved", List.of("stock"));
		assertThat(leases(result, "abandonedLocks")).extracting((described) -> described.get("name"))
			.containsExactlyInAnyOrder(this.name, closed.name());
		assertThat(this.fixtures.owner(this.name)).isNotNull();
		assertThat(this.fixtures.owner(closed.name())).isNotNull();
	}

	@Test
	void aLeaseIsReleasedOnceItsDataIsSaved() throws Exception {
		acquiredByAThreadThatEnds();
		this.fixtures.unsaved = List.of("stock");
		drain(DrainPass.FIRST, PLENTY);
		assertThat(this.fixtures.owner(this.name)).isNotNull();
		this.fixtures.unsaved = List.of();
		assertThat(drain(DrainPass.LAST, PLENTY).summary()).isEqualTo("1 released");
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void aLeaseThatIsClosedAfterItWasGivenUpLapsesToo() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		Lease running = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		drain(DrainPass.LAST, PLENTY);
		this.fixtures.unsaved = List.of("stock");
		running.close();
		assertThat(this.fixtures.owner(this.name)).isNotNull();
	}

	@Test
	void aNameThatAProgramMadeIsHiddenUnlessItMayBeShown() throws Exception {
		this.fixtures.shown = false;
		RedisLeaseRegistry hiding = this.fixtures.instance();
		LocksParticipant locks = LeaseFixtures.participant(hiding);
		Lease made = hiding.tryAcquire(this.name, LONG, NO_WAIT);
		Lease named = hiding.tryAcquire(this.name + 17, "stock:{sku}", LONG, NO_WAIT);
		assertThat(made.name()).isEqualTo(this.name);
		assertThat(made).hasToString("lease '******'");
		DrainResult result = locks.drain(new StubDrainContext(PLENTY).pass(DrainPass.LAST));
		assertThat(leases(result, "abandonedLocks")).extracting((described) -> described.get("name"))
			.containsExactlyInAnyOrder("******", "stock:{sku}");
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> hiding.tryAcquire(this.name, LONG, NO_WAIT));
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> hiding.tryAcquire(this.name, "stock:{sku}", LONG, NO_WAIT));
		assertThat(locks.conclude().toString() + named).doesNotContain(this.name).contains("stock:{sku}", "******");
	}

	@Test
	void theLastLookWaitsForNothing() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		assertThat(drain(DrainPass.LAST, Duration.ofHours(1)).summary()).isEqualTo("1 abandoned");
	}

	@Test
	void theFirstLookWaitsWhileWorkUnderLeasesEnds() throws Exception {
		List<AtomicBoolean> works = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			works.add(new AtomicBoolean());
			this.fixtures.work = work(works.get(i));
			this.registry.tryAcquire(this.name + i, LONG, NO_WAIT);
		}
		Thread ends = new Thread(() -> works.forEach((work) -> {
			await(new CountDownLatch(1), 50);
			work.set(true);
		}));
		ends.start();
		assertThat(drain(DrainPass.FIRST, Duration.ofHours(1)).summary()).isEqualTo("20 released");
	}

	@Test
	void aStreamOfNewLeasesDoesNotKeepAnyLook() throws Exception {
		AtomicInteger acquired = new AtomicInteger();
		Thread stream = new Thread(() -> {
			try {
				for (int i = 0;; i++) {
					this.registry.tryAcquire(this.name + i, LONG, NO_WAIT).close();
					acquired.incrementAndGet();
				}
			}
			catch (InterruptedException | LeaseRefusedException ex) {
				// The end of it.
			}
		}, "stream");
		stream.start();
		while (acquired.get() < 10) {
			Thread.onSpinWait();
		}
		drain(DrainPass.FIRST, Duration.ofHours(1));
		assertThat(stream.isAlive()).isTrue();
		drain(DrainPass.BEFORE_STOP, Duration.ofHours(1));
		stream.join();
		DrainResult result = this.participant.conclude();
		assertThat(result.summary()).endsWith(" released, 1 refused");
		assertThat(result.details().get("refused").toString()).contains("thread=stream", this.name);
	}

	@Test
	void aTaskThatAcquiresBetweenTheLooksHasHalfOfTheTimeBeforeTheStop() throws Exception {
		drain(DrainPass.FIRST, PLENTY);
		CountDownLatch acquired = new CountDownLatch(1);
		Thread task = new Thread(() -> {
			await(this.registry, this.name);
			acquired.countDown();
			await(this.workIsDone);
		}, "task");
		task.start();
		acquired.await();
		StubDrainContext context = new StubDrainContext(PLENTY).pass(DrainPass.BEFORE_STOP);
		FutureTask<DrainResult> drain = new FutureTask<>(() -> this.participant.drain(context));
		new Thread(drain).start();
		while (context.lines().isEmpty()) {
			Thread.onSpinWait();
		}
		// It may need another one to end.
		this.registry.tryAcquire(this.name + "more", LONG, NO_WAIT).close();
		this.workIsDone.countDown();
		assertThat(drain.get().summary()).isEqualTo("2 released");
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> this.registry.tryAcquire(this.name, LONG, NO_WAIT));
		DrainResult result = this.participant.conclude();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.details()).containsEntry("refused",
				List.of(Map.of("name", this.name, "thread", Thread.currentThread().getName())));
	}

	@Test
	void theLastLookAndTheConclusionDoNotWaitForAFirstOneThatHangs() throws Exception {
		acquiredByAThreadThatEnds();
		this.store.releases = new CountDownLatch(1);
		FutureTask<DrainResult> first = new FutureTask<>(() -> drain(DrainPass.FIRST, PLENTY));
		new Thread(first).start();
		this.store.releasing.await();
		assertThat(this.participant.conclude().summary()).isEqualTo("1 failed");
		assertThat(drain(DrainPass.LAST, LITTLE).summary()).isEqualTo("1 failed");
		assertThat(first.get().outcome()).isEqualTo(DrainOutcome.FAILED);
		// Redis answers after all.
		this.store.releases.countDown();
		LeaseFixtures.until(() -> this.participant.conclude().outcome() == DrainOutcome.COMPLETED);
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void aReleaseThatHasFailedAtTheFirstLookIsTriedAgainAtTheNext() throws Exception {
		acquiredByAThreadThatEnds();
		this.store.lostRequests.set(1_000_000);
		assertThat(drain(DrainPass.FIRST, PLENTY).summary()).isEqualTo("1 failed");
		this.store.lostRequests.set(0);
		assertThat(drain(DrainPass.BEFORE_STOP, PLENTY).summary()).isEqualTo("1 released");
	}

	@Test
	void withoutAnyTimeEachLookReturnsAndStillTries() throws Exception {
		acquiredByAThreadThatEnds();
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name + "running", LONG, NO_WAIT);
		for (DrainPass pass : DrainPass.values()) {
			drain(pass, Duration.ZERO);
		}
		LeaseFixtures.until(() -> this.participant.conclude().summary().equals("1 released, 1 abandoned"));
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void whatIsNeededDependsOnWhatIsHeld() throws Exception {
		assertThat(this.participant.needs()).isZero();
		Lease lease = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		assertThat(this.participant.needs()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(1));
		lease.close();
		assertThat(this.participant.needs()).isZero();
	}

	@Test
	void nothingIsRememberedOfNamesThatAreNotHeldAnyMore() throws Exception {
		for (int i = 0; i < 50; i++) {
			this.registry.tryAcquire(this.name + i, LONG, NO_WAIT).close();
			assertThat(this.registry.tryAcquire(this.name, LONG, NO_WAIT)).isNotNull().satisfies(Lease::close);
		}
		assertThat(this.registry).extracting("lines").asInstanceOf(InstanceOfAssertFactories.MAP).isEmpty();
		assertThat(this.registry.keeper()).extracting("leases", "watched")
			.allSatisfy((leases) -> assertThat((Set<?>) leases).isEmpty());
	}

	private static void await(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void connectionsThatWereStoppedBeforeCostNoMoreThanTheAttempts() throws Exception {
		acquiredByAThreadThatEnds();
		((LettuceConnectionFactory) this.fixtures.connections()).stop();
		assertThat(drain(DrainPass.BEFORE_STOP, Duration.ofHours(1)).summary()).isEqualTo("1 failed");
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.FAILED);
		((LettuceConnectionFactory) this.fixtures.connections()).start();
	}

	@Test
	void connectionsThatAreNotStoppedAreUsedUntilTheRegistryIsDestroyed() throws Exception {
		this.store.last = (pass) -> pass == DrainPass.LAST;
		drain(DrainPass.FIRST, PLENTY);
		drain(DrainPass.BEFORE_STOP, PLENTY);
		acquiredByAThreadThatEnds();
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name + "running", LONG, NO_WAIT);
		this.registry.close();
		assertThat(this.participant.conclude().summary()).isEqualTo("1 released, 1 abandoned");
		assertThat(this.fixtures.owner(this.name)).isNull();
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> this.registry.tryAcquire(this.name, LONG, NO_WAIT));
	}

	@Test
	void connectionsThatStopEarlyAreUsedForTheLastTimeAtTheFirstLook() throws Exception {
		this.store.last = (pass) -> true;
		acquiredByAThreadThatEnds();
		assertThat(drain(DrainPass.FIRST, PLENTY).summary()).isEqualTo("1 released");
		assertThatExceptionOfType(LeaseRefusedException.class)
			.isThrownBy(() -> this.registry.tryAcquire(this.name, LONG, NO_WAIT));
	}

	private void acquiredByAThreadThatEnds() throws InterruptedException {
		Thread thread = new Thread(() -> await(this.registry, this.name));
		thread.start();
		thread.join();
	}

	private static void await(RedisLeaseRegistry registry, String name) {
		try {
			assertThat(registry.tryAcquire(name, LONG, NO_WAIT)).isNotNull();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Work work(AtomicBoolean ended) {
		return new Work() {

			@Override
			public String description() {
				return "POST /orders/{id}/pay";
			}

			@Override
			public boolean ended() {
				return ended.get();
			}

		};
	}

	private DrainResult drain(DrainPass pass, Duration time) throws InterruptedException {
		return this.participant.drain(new StubDrainContext(time).pass(pass));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> leases(DrainResult result, String key) {
		return (List<Map<String, Object>>) result.details().get(key);
	}

}
