/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(ServersExtension.class)
class EphemeralKeysTests {

	private final String prefix = UUID.randomUUID() + ":";

	private LeaseFixtures fixtures;

	private RedisEphemeralKeys keys;

	@BeforeEach
	void connect(ServerAddresses servers) {
		this.fixtures = new LeaseFixtures(servers.redisHost(), servers.redisPort());
		this.keys = new RedisEphemeralKeys(this.fixtures::connections);
	}

	@AfterEach
	void disconnect() {
		this.fixtures.close();
	}

	@Test
	void keysThatAreNotedAreRemovedAndOthersAreNot() throws Exception {
		List<String> names = IntStream.range(0, 1200).mapToObj((i) -> this.prefix + i).toList();
		names.forEach((name) -> {
			this.keys.register(name);
			this.fixtures.redis.opsForValue().set(name, "here");
		});
		this.keys.forget(names.get(0));
		DrainResult result = drain();
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("1199 removed");
		assertThat(this.fixtures.redis.countExistingKeys(names)).isEqualTo(1);
	}

	@Test
	void afterwardsNoKeyIsNoted() throws Exception {
		assertThat(drain().outcome()).isEqualTo(DrainOutcome.NOTHING_TO_DO);
		assertThatExceptionOfType(LeaseRefusedException.class).isThrownBy(() -> this.keys.register("late"));
		assertThat(this.keys.size()).isZero();
	}

	private DrainResult drain() throws InterruptedException {
		return new EphemeralKeysParticipant(this.keys, NanoClock.SYSTEM)
			.drain(new StubDrainContext(Duration.ofSeconds(10)));
	}

	@Test
	void anApplicationThatNeverWasReadyLeavesNoneBehind() throws Exception {
		this.keys.register(this.prefix);
		this.fixtures.redis.opsForValue().set(this.prefix, "here");
		new EphemeralKeysParticipant(this.keys, NanoClock.SYSTEM).destroy();
		assertThat(this.fixtures.redis.hasKey(this.prefix)).isFalse();
		assertThat(this.keys.size()).isZero();
	}

	@Test
	void theFirstLookLeavesKeysToTheWorkThatUsesThem() throws Exception {
		EphemeralKeysParticipant participant = new EphemeralKeysParticipant(this.keys, NanoClock.SYSTEM);
		assertThat(participant.needs()).isZero();
		this.keys.register(this.prefix);
		this.fixtures.redis.opsForValue().set(this.prefix, "here");
		assertThat(participant.needs()).isPositive();
		assertThat(participant.drain(at(DrainPass.FIRST)).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		this.keys.register(this.prefix + "late");
		assertThat(this.fixtures.redis.hasKey(this.prefix)).isTrue();
		assertThat(participant.drain(at(DrainPass.BEFORE_STOP)).summary()).isEqualTo("2 removed");
		assertThat(this.fixtures.redis.hasKey(this.prefix)).isFalse();
		assertThatExceptionOfType(LeaseRefusedException.class).isThrownBy(() -> this.keys.register("secret"));
		DrainResult result = participant.conclude();
		assertThat(result.summary()).isEqualTo("2 removed, 1 refused");
		assertThat(result.details().toString()).contains(Thread.currentThread().getName()).doesNotContain("secret");
	}

	@Test
	void aConnectionThatStopsEarlyIsUsedAtTheFirstLookAndOneThatNeverStopsUntilTheEnd() throws Exception {
		LettuceConnectionFactory lettuce = (LettuceConnectionFactory) this.fixtures.connections();
		assertThat(RedisLeaseStore.isLast(DrainPass.FIRST, lettuce)).isFalse();
		assertThat(RedisLeaseStore.isLast(DrainPass.BEFORE_STOP, lettuce)).isTrue();
		lettuce.setPhase(Integer.MAX_VALUE);
		assertThat(RedisLeaseStore.isLast(DrainPass.FIRST, lettuce)).isTrue();
		RedisConnectionFactory plain = (RedisConnectionFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RedisConnectionFactory.class },
				(proxy, method, arguments) -> method.invoke(lettuce, arguments));
		RedisEphemeralKeys keys = new RedisEphemeralKeys(() -> plain);
		EphemeralKeysParticipant participant = new EphemeralKeysParticipant(keys, NanoClock.SYSTEM);
		keys.register(this.prefix);
		this.fixtures.redis.opsForValue().set(this.prefix, "here");
		assertThat(participant.drain(at(DrainPass.BEFORE_STOP)).summary()).isEqualTo("1 removed");
		keys.register(this.prefix);
		this.fixtures.redis.opsForValue().set(this.prefix, "here again");
		participant.destroy();
		assertThat(this.fixtures.redis.hasKey(this.prefix)).isFalse();
		assertThat(participant.conclude().summary()).isEqualTo("2 removed");
	}

	@Test
	void aConnectionThatWasStoppedBeforeCostsNoMoreThanTheAttempts() throws Exception {
		this.keys.register(this.prefix);
		((LettuceConnectionFactory) this.fixtures.connections()).stop();
		EphemeralKeysParticipant participant = new EphemeralKeysParticipant(this.keys, NanoClock.SYSTEM);
		DrainResult result = participant.drain(new StubDrainContext(Duration.ofHours(1)).pass(DrainPass.BEFORE_STOP));
		assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
		assertThat(result.summary()).isEqualTo("The removal of 1 of 1 keys is not confirmed");
	}

	@Test
	void withoutAnyTimeAnAttemptIsMade() throws Exception {
		this.keys.register(this.prefix);
		this.fixtures.redis.opsForValue().set(this.prefix, "here");
		// On a busy machine, the time for an attempt may pass before its thread runs.
		EphemeralKeysParticipant participant = new EphemeralKeysParticipant(this.keys, new ManualClock());
		participant.drain(new StubDrainContext(Duration.ZERO));
		LeaseFixtures.until(() -> participant.conclude().outcome() == DrainOutcome.COMPLETED);
		assertThat(this.fixtures.redis.hasKey(this.prefix)).isFalse();
	}

	private static StubDrainContext at(DrainPass pass) {
		return new StubDrainContext(Duration.ofSeconds(10)).pass(pass);
	}

}
