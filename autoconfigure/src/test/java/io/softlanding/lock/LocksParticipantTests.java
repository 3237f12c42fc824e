/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.inflight.Work;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class LocksParticipantTests {

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
	void withoutLeasesThereIsNothingToDo() throws Exception {
		assertThat(drain(PLENTY).outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
	}

	@Test
	void aLeaseWhoseThreadHasEndedIsReleased() throws Exception {
		acquiredByAThreadThatEnds();
		DrainResult result = drain(PLENTY);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("1 released");
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void aLeaseWhoseRequestHasEndedIsReleasedThoughItsThreadLivesOn() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		this.fixtures.work = work(ended);
		this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		ended.set(true);
		assertThat(drain(PLENTY).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void aLeaseWhoseWorkStillRunsIsLeftToLapseAndNamed() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		Lease lease = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		DrainResult result = drain(LITTLE);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("1 abandoned");
		assertThat(leases(result, "abandonedLocks")).singleElement()
			.satisfies((described) -> assertThat(described).containsEntry("name", this.name)
				.containsEntry("holder", "POST /orders/{id}/pay")
				.hasEntrySatisfying("remaining", (left) -> assertThat((Duration) left).isPositive()));
		assertThat(this.fixtures.owner(this.name)).as("still held").isNotNull();
		// Its work may end in time after all.
		lease.close();
		assertThat(this.fixtures.owner(this.name)).isNull();
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.ABANDONED);
		assertThat(this.participant.conclude().outcome()).isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void anAbandonedLeaseIsNotRenewedAnyMore() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name, Duration.ofSeconds(2), NO_WAIT);
		drain(Duration.ofMillis(200));
		// Renewed, it would never be free.
		assertThat(this.fixtures.instance().tryAcquire(this.name, LONG, Duration.ofSeconds(20))).isNotNull();
	}

	@Test
	void whoWorksUnderAnAbandonedLeaseIsToldWhenItIsLost() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		Lease lease = this.registry.tryAcquire(this.name, Duration.ofSeconds(2), NO_WAIT);
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		assertThat(drain(Duration.ofMillis(100)).summary()).isEqualTo("1 abandoned");
		assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.fixtures.outcomes).containsExactly(LeaseOutcome.ABANDONED);
	}

	@Test
	void whatRedisHasNotAnsweredIsNamed() throws Exception {
		Thread asks = new Thread(() -> await(this.registry, this.name));
		this.store.answers = new CountDownLatch(1);
		asks.start();
		while (this.registry.asking().isEmpty()) {
			Thread.onSpinWait();
		}
		DrainResult result = drain(LITTLE);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("1 requested and not answered");
		assertThat(result.details()).containsEntry("unanswered", List.of(this.name));
		this.store.answers.countDown();
		asks.join();
		// The answer came too late for the report, and is given back all the same.
		LeaseFixtures.until(() -> this.fixtures.owner(this.name) == null);
	}

	@Test
	void theDrainWaitsForWorkThatEnds() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		Lease lease = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		StubDrainContext context = new StubDrainContext(PLENTY).pass(DrainPass.BEFORE_STOP);
		FutureTask<DrainResult> drain = new FutureTask<>(() -> this.participant.drain(context));
		new Thread(drain).start();
		while (context.lines().isEmpty()) {
			Thread.onSpinWait();
		}
		assertThat(context.lines().get(0)).contains(this.name, "POST /orders/{id}/pay");
		lease.close();
		assertThat(drain.get(20, TimeUnit.SECONDS).summary()).isEqualTo("1 released");
	}

	@Test
	void whenSomebodyLostPatienceNothingIsWaitedFor() throws Exception {
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		DrainResult result = this.participant
			.drain(new StubDrainContext(Duration.ofHours(1)).pass(DrainPass.BEFORE_STOP).forced(true));
		assertThat(result.summary()).isEqualTo("1 abandoned");
	}

	@Test
	void aThreadThatWaitsForTheDrainIsNotWaitedFor() throws Exception {
		this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		DrainResult result = this.participant
			.drain(new StubDrainContext(Duration.ofHours(1)).pass(DrainPass.BEFORE_STOP)
				.initiator(Thread.currentThread()));
		assertThat(result.summary()).isEqualTo("1 abandoned");
	}

	@Test
	void aLeaseThatWasPassedOnBelongsToWhoTookItOver() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		this.fixtures.work = work(ended);
		Lease lease = this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		this.fixtures.work = null;
		Thread other = new Thread(() -> {
			lease.takeOver();
			ended.set(true);
			await(this.workIsDone);
		}, "took-over");
		other.start();
		while (!ended.get()) {
			Thread.onSpinWait();
		}
		DrainResult result = drain(LITTLE);
		assertThat(leases(result, "abandonedLocks")).singleElement()
			.satisfies((described) -> assertThat(described).containsEntry("thread", "took-over"));
	}

	@Test
	void aLeaseThatAnotherHasTakenIsReportedAsLostAndNotTouched() throws Exception {
		acquiredByAThreadThatEnds();
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.lock(this.name), "another");
		DrainResult result = drain(PLENTY);
		assertThat(result.summary()).isEqualTo("1 lost");
		assertThat(this.fixtures.owner(this.name)).isEqualTo("another");
	}

	@Test
	void aReleaseWhoseAnswerIsLostIsTriedAgain() throws Exception {
		acquiredByAThreadThatEnds();
		this.store.lostAnswers.set(2);
		assertThat(drain(PLENTY).summary()).isEqualTo("1 released");
	}

	@Test
	void whatAnotherHasAfterARequestThatWasNotAnsweredIsNotKnownToBeReleased() throws Exception {
		acquiredByAThreadThatEnds();
		this.store.lostRequests.set(1);
		this.fixtures.redis.opsForValue().set(this.fixtures.keys.lock(this.name), "another");
		assertThat(drain(PLENTY).summary()).isEqualTo("1 failed");
		assertThat(this.fixtures.owner(this.name)).isEqualTo("another");
	}

	@Test
	void aServerThatHasForgottenTheReleaseIsAskedAgain() throws Exception {
		acquiredByAThreadThatEnds();
		// As one that was promoted before it had heard of it.
		this.store.forgetsReleases = true;
		assertThat(drain(PLENTY).summary()).isEqualTo("1 released");
		assertThat(this.fixtures.owner(this.name)).isNull();
	}

	@Test
	void whatTheServerNeverAnswersHasFailed() throws Exception {
		acquiredByAThreadThatEnds();
		this.store.lostRequests.set(1_000_000);
		DrainResult result = drain(PLENTY);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("1 failed");
		LeaseFixtures.until(() -> !this.fixtures.events.isEmpty());
		assertThat(this.fixtures.events).singleElement()
			.satisfies((event) -> assertThat(event.cause()).hasMessage("request lost"));
	}

	@Test
	void thousandsAreReleasedAndOneThatStillWorksIsNot() throws Exception {
		List<String> names = new ArrayList<>();
		Thread thread = new Thread(() -> {
			for (int i = 0; i < 10_000; i++) {
				names.add(this.name + i);
				await(this.registry, this.name + i);
			}
		});
		thread.start();
		thread.join();
		this.fixtures.work = work(new AtomicBoolean());
		this.registry.tryAcquire(this.name, LONG, NO_WAIT);
		DrainResult result = drain(DrainPass.LAST, PLENTY);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("10000 released, 1 abandoned");
		assertThat(this.fixtures.redis.countExistingKeys(names.stream().map(this.fixtures.keys::lock).toList()))
			.isZero();
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

	private DrainResult drain(Duration time) throws InterruptedException {
		return drain(DrainPass.BEFORE_STOP, time);
	}

	private DrainResult drain(DrainPass pass, Duration time) throws InterruptedException {
		return this.participant.drain(new StubDrainContext(time).pass(pass));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> leases(DrainResult result, String key) {
		return (List<Map<String, Object>>) result.details().get(key);
	}

}
