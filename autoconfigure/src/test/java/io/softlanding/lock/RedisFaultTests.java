/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.EmbeddedRedisServer;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;

import static io.softlanding.lock.LeaseFixtures.LONG;
import static io.softlanding.lock.LeaseFixtures.NEVER;
import static io.softlanding.lock.LeaseFixtures.NO_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens when Redis itself is in trouble, with one that nobody else uses.
 */
@Tag("first-leg")
@Timeout(60)
class RedisFaultTests {

	private static final Duration TIME = Duration.ofSeconds(2);

	private EmbeddedRedisServer server;

	private LeaseFixtures fixtures;

	private RedisLeaseRegistry registry;

	@BeforeEach
	void start() {
		this.server = EmbeddedRedisServer.start();
		this.fixtures = new LeaseFixtures(this.server.host(), this.server.port(), Duration.ofMillis(300));
		this.registry = this.fixtures.instance(NEVER, (store) -> store);
	}

	@AfterEach
	void stop() {
		this.fixtures.close();
		this.server.close();
	}

	@Test
	void aRedisThatIsDownCostsTheTimeOfThePhaseAndIsReported() throws Exception {
		acquire("a", LONG);
		this.server.close();
		DrainResult result = drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("1 failed");
		LeaseFixtures.until(() -> this.fixtures.events.size() == 1);
	}

	@Test
	void aUserWhoMayNotPublishCanGiveLeasesBack() throws Exception {
		acquire("a", LONG);
		acquire("b", LONG);
		assertThat(this.server.ask("ACL SETUSER default resetchannels")).isEqualTo("+OK");
		assertThat(drain().summary()).isEqualTo("2 released");
	}

	@Test
	void aUserWhoMayNotSubscribeIsToldSoOnce() throws Exception {
		assertThat(this.server.ask("ACL SETUSER default resetchannels")).isEqualTo("+OK");
		RedisLeaseRegistry polling = this.fixtures.instance(Duration.ofMillis(20), (store) -> store);
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		root.addAppender(appender);
		try {
			for (int i = 0; i < 5; i++) {
				Lease held = this.registry.tryAcquire("a" + i, LONG, NO_WAIT);
				assertThat(polling.tryAcquire("a" + i, LONG, Duration.ofMillis(50))).isNull();
				held.close();
				assertThat(polling.tryAcquire("a" + i, LONG, Duration.ofSeconds(20))).isNotNull();
			}
		}
		finally {
			root.detachAppender(appender);
		}
		assertThat(List.copyOf(appender.list)).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			.singleElement()
			.satisfies((event) -> {
				assertThat(event.getLevel()).isEqualTo(Level.WARN);
				assertThat(event.getFormattedMessage()).contains("does not permit subscriptions");
				assertThat(event.getThrowableProxy()).isNull();
			});
	}

	@Test
	void aRedisThatPausesIsWaitedForWhileThereIsTime() throws Exception {
		acquire("a", LONG);
		pause(500);
		assertThat(drain().summary()).isEqualTo("1 released");
		assertThat(this.fixtures.owner("a")).isNull();
	}

	@Test
	void aRedisThatPausesForLongerIsReportedAsNotConfirmed() throws Exception {
		acquire("a", LONG);
		pause(20_000);
		assertThat(drain().summary()).isEqualTo("1 failed");
	}

	@Test
	void aRedisThatWasRestartedEmptyHasLostTheLeases() throws Exception {
		acquire("a", LONG);
		this.server = this.server.restart();
		// The client takes a while to notice.
		LeaseFixtures.until(this::isConnected);
		assertThat(drain().summary()).isEqualTo("1 lost");
	}

	@Test
	void aLeaseIsLostInTimeThoughTheThreadThatRenewsHangs() throws Exception {
		Lease lease = this.registry.tryAcquire("a", Duration.ofSeconds(2), NO_WAIT);
		CountDownLatch told = new CountDownLatch(1);
		lease.onLost(told::countDown);
		pause(20_000);
		told.await();
		assertThat(lease.lost()).isTrue();
	}

	@Test
	void whoAsksADeadRedisIsToldSo() {
		this.server.close();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.registry.tryAcquire("a", LONG, NO_WAIT));
		assertThat(this.fixtures.outcomes).isEmpty();
	}

	@Test
	void ephemeralKeysOfADeadRedisAreReported() throws Exception {
		RedisEphemeralKeys keys = new RedisEphemeralKeys(this.fixtures::connections);
		keys.register("presence:1");
		this.server.close();
		DrainResult result = new EphemeralKeysParticipant(keys, NanoClock.SYSTEM).drain(new StubDrainContext(TIME));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
	}

	private boolean isConnected() {
		try {
			return this.fixtures.owner("a") == null;
		}
		catch (DataAccessException ex) {
			return false;
		}
	}

	private void pause(int millis) {
		this.fixtures.redis.execute((RedisCallback<Object>) (connection) -> connection.execute("CLIENT",
				"PAUSE".getBytes(), Integer.toString(millis).getBytes()));
	}

	private void acquire(String name, Duration ttl) throws InterruptedException {
		Thread thread = new Thread(() -> {
			try {
				this.registry.tryAcquire(name, ttl, NO_WAIT);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		thread.join();
	}

	private DrainResult drain() throws InterruptedException {
		return LeaseFixtures.participant(this.registry).drain(new StubDrainContext(TIME));
	}

}
