/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.UUID;

import io.softlanding.redis.ApplicationGroup;
import io.softlanding.servers.EmbeddedRedisServer;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisSharedPanics} on a real Redis.
 */
@ExtendWith(ServersExtension.class)
class RedisSharedPanicsTests {

	private final String service = "shop-" + UUID.randomUUID();

	private final LettuceConnectionFactory connections;

	private final StringRedisTemplate redis;

	RedisSharedPanicsTests(ServerAddresses servers) {
		this.connections = new LettuceConnectionFactory(servers.redisHost(), servers.redisPort());
		this.redis = new StringRedisTemplate(this.connections);
	}

	@BeforeEach
	void connect() {
		this.connections.afterPropertiesSet();
		this.connections.start();
	}

	@AfterEach
	void disconnect() {
		this.connections.destroy();
	}

	@Test
	void theInstancesCountTogether() {
		assertThat(instance("one").exchange(report(5, 3, false)))
			.isEqualTo(new FleetExchange.Fleet(5, 3, 1, 1, false, null));
		assertThat(instance("two").exchange(report(2, 2, false)))
			.isEqualTo(new FleetExchange.Fleet(7, 5, 2, 2, false, null));
		assertThat(instance("one").exchange(report(6, 4, false)))
			.isEqualTo(new FleetExchange.Fleet(8, 6, 2, 2, false, null));
	}

	/** What is asked again is what an instance tells whose last answer was lost. */
	@Test
	void aReportWhoseAnswerIsLostCountsOnce() {
		FleetExchange.Report report = new FleetExchange.Report(5, 5, true, false, "on", 1, "");
		instance("one").exchange(report);
		assertThat(instance("one").exchange(report).total()).isEqualTo(5);
		instance("two").exchange(new FleetExchange.Report(0, 0, true, false, "off", 1, ""));
		FleetExchange.Fleet again = instance("one").exchange(report);
		assertThat(again.total()).isEqualTo(5);
		assertThat(again.readOnly()).as("the later wish stays").isFalse();
		assertThat(instance("one").exchange(new FleetExchange.Report(5, 5, true, false, "on", 2, "")).readOnly())
			.isTrue();
	}

	@Test
	void anInstanceThatWasSilentForLongCountsOnce() {
		instance("one").exchange(report(5, 5, false));
		this.redis.opsForHash().put(key(), "i:one", (System.currentTimeMillis() - 60_000) + " 5 1 5 0");
		assertThat(instance("two").exchange(report(0, 0, false)))
			.isEqualTo(new FleetExchange.Fleet(5, 0, 1, 1, false, null));
		assertThat(instance("one").exchange(report(6, 6, false)).total()).isEqualTo(6);
	}

	@Test
	void twoGroupsNeverMeet() {
		instance("one").exchange(new FleetExchange.Report(5, 5, true, false, "on", 1, ""));
		RedisSharedPanics other = new RedisSharedPanics(this.redis, new ApplicationGroup(this.service + "-worker"),
				"one", 70);
		assertThat(other.exchange(report(1, 1, false))).isEqualTo(new FleetExchange.Fleet(1, 1, 1, 1, false, null));
	}

	/** All instances say what they have heard, until the server knows them again. */
	@Test
	void aServerThatLosesItsDataHearsOfTheSwitchAgain() {
		instance("one").exchange(new FleetExchange.Report(0, 0, true, false, "on", 1, ""));
		this.redis.delete(key());
		assertThat(instance("new").exchange(report(0, 0, false)).readOnly()).as("has heard of nothing").isNull();
		FleetExchange.Report heard = new FleetExchange.Report(0, 0, true, false, "", 1, "on");
		assertThat(instance("one").exchange(heard).readOnly()).isTrue();
		assertThat(instance("new").exchange(report(0, 0, false)).readOnly()).isTrue();
		instance("new").exchange(new FleetExchange.Report(0, 0, true, false, "auto", 1, "on"));
		assertThat(instance("one").exchange(heard).readOnly()).as("what is requested later counts").isNull();
		this.redis.delete(key());
		instance("new").exchange(new FleetExchange.Report(0, 0, true, false, "off", 2, ""));
		assertThat(instance("one").exchange(heard).readOnly()).isFalse();
	}

	@Test
	void oneAloneMayNeverRefuse() {
		assertThat(instance("one").exchange(report(0, 0, true)).mayRefuse()).isFalse();
	}

	@Test
	void seventyPercentStayReadyHoweverManyWantToRefuse() {
		for (int i = 0; i < 10; i++) {
			instance("i" + i).exchange(report(0, 0, false));
		}
		int refusing = 0;
		for (int i = 0; i < 10; i++) {
			refusing += instance("i" + i).exchange(report(0, 0, true)).mayRefuse() ? 1 : 0;
		}
		assertThat(refusing).isEqualTo(3);
		assertThat(instance("i0").exchange(report(0, 0, true)).mayRefuse()).as("stays allowed").isTrue();
		assertThat(instance("i0").exchange(report(0, 0, false)).ready()).isEqualTo(8);
		assertThat(instance("i9").exchange(report(0, 0, true)).mayRefuse()).as("another one's turn").isTrue();
	}

	@Test
	void anInstanceThatIsNotReadyForOtherReasonsIsNoneThatStays() {
		instance("one").exchange(new FleetExchange.Report(0, 0, false, false, "", 0, ""));
		assertThat(instance("two").exchange(report(0, 0, true)).mayRefuse()).isFalse();
		assertThat(instance("two").exchange(report(0, 0, true)).ready()).isEqualTo(1);
	}

	@Test
	void anInstanceThatHasGoneSilentIsForgotten() {
		instance("one").exchange(report(3, 3, false));
		this.redis.opsForHash().put(key(), "i:dead", "1000 99 1 99 0");
		this.redis.opsForHash().put(key(), "i:broken", "nonsense");
		assertThat(instance("one").exchange(report(3, 3, false)))
			.isEqualTo(new FleetExchange.Fleet(3, 3, 1, 1, false, null));
		assertThat(this.redis.opsForHash().hasKey(key(), "i:dead")).isFalse();
		assertThat(this.redis.getExpire(key())).isPositive();
	}

	@Test
	void whatOneIsAskedForAllHear() {
		assertThat(instance("one").exchange(new FleetExchange.Report(0, 0, true, false, "on", 1, "")).readOnly())
			.isTrue();
		assertThat(instance("two").exchange(report(0, 0, false)).readOnly()).isTrue();
		assertThat(instance("two").exchange(new FleetExchange.Report(0, 0, true, false, "off", 1, "")).readOnly())
			.isFalse();
		assertThat(instance("one").exchange(new FleetExchange.Report(0, 0, true, false, "auto", 2, "")).readOnly())
			.isNull();
	}

	@Test
	void aRedisThatDiesLeavesTheInstanceToCountAlone() {
		PanicFixtures fixtures = new PanicFixtures();
		try (EmbeddedRedisServer server = EmbeddedRedisServer.start()) {
			LettuceConnectionFactory dying = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(server.host(), server.port()),
					LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(2)).build());
			dying.afterPropertiesSet();
			dying.start();
			try {
				FleetExchange.Store shared = new RedisSharedPanics(new StringRedisTemplate(dying),
						new ApplicationGroup(this.service), "one", 70);
				FleetExchange exchange = new FleetExchange(shared, fixtures.window, () -> true, fixtures.clock);
				fixtures.window.panic();
				exchange.exchange(shared);
				assertThat(exchange.current()).extracting(FleetExchange.Fleet::total).isEqualTo(1L);
				server.close();
				fixtures.window.panic();
				exchange.exchange(shared);
				fixtures.seconds(3);
				assertThat(exchange.current()).isNull();
				assertThat(fixtures.window.counts().panics()).isEqualTo(2);
			}
			finally {
				dying.destroy();
			}
		}
	}

	private String key() {
		return "softlanding:{" + this.service + "}:panics";
	}

	private static FleetExchange.Report report(long panics, long lastMinute, boolean wantsToRefuse) {
		return new FleetExchange.Report(panics, lastMinute, true, wantsToRefuse, "", 0, "");
	}

	private RedisSharedPanics instance(String name) {
		return new RedisSharedPanics(this.redis, new ApplicationGroup(this.service), name, 70);
	}

}
