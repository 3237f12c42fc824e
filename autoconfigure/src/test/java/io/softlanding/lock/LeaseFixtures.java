/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import io.softlanding.inflight.Work;
import io.softlanding.redis.ApplicationGroup;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Instances that share a Redis, and what has become of their leases.
 */
final class LeaseFixtures implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(30);

	static final Duration NO_WAIT = Duration.ZERO;

	static final Duration WAIT = Duration.ofSeconds(20);

	/** So long that only a wake-up can come earlier. */
	static final Duration NEVER = Duration.ofHours(1);

	private final RedisConnectionFactory connections;

	private final Runnable disconnect;

	private final List<RedisLeaseRegistry> registries = new ArrayList<>();

	final StringRedisTemplate redis;

	final LeaseKeys keys = new LeaseKeys("test:", new ApplicationGroup("shop"));

	final List<LeaseOutcome> outcomes = new CopyOnWriteArrayList<>();

	final List<LeaseReleaseFailedEvent> events = new CopyOnWriteArrayList<>();

	volatile @Nullable Work work;

	/** Whether names that programs make are shown. */
	boolean shown = true;

	/** What holds data that could not be saved. */
	volatile List<String> unsaved = List.of();

	LeaseFixtures(String host, int port) {
		this(host, port, Duration.ofSeconds(5));
	}

	LeaseFixtures(String host, int port, Duration timeout) {
		this(new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port), client(timeout)));
	}

	static LeaseFixtures withJedis(String host, int port) {
		return new LeaseFixtures(new JedisConnectionFactory(new RedisStandaloneConfiguration(host, port)));
	}

	static LeaseFixtures onCluster(Driver driver, List<Integer> ports) {
		RedisClusterConfiguration cluster = new RedisClusterConfiguration(
				ports.stream().map((port) -> "127.0.0.1:" + port).toList());
		return (driver == Driver.JEDIS) ? new LeaseFixtures(new JedisConnectionFactory(cluster))
				: new LeaseFixtures(new LettuceConnectionFactory(cluster, client(Duration.ofSeconds(5))));
	}

	private static LettuceClientConfiguration client(Duration timeout) {
		return LettuceClientConfiguration.builder().commandTimeout(timeout).shutdownTimeout(Duration.ZERO).build();
	}

	private LeaseFixtures(LettuceConnectionFactory lettuce) {
		this(lettuce, lettuce::destroy);
		lettuce.afterPropertiesSet();
		lettuce.start();
	}

	private LeaseFixtures(JedisConnectionFactory jedis) {
		this(jedis, jedis::destroy);
		jedis.afterPropertiesSet();
		jedis.start();
	}

	private LeaseFixtures(RedisConnectionFactory connections, Runnable disconnect) {
		this.connections = connections;
		this.disconnect = disconnect;
		this.redis = new StringRedisTemplate(connections);
	}

	enum Driver {

		LETTUCE, JEDIS

	}

	RedisConnectionFactory connections() {
		return this.connections;
	}

	RedisLeaseStore store() {
		return new RedisLeaseStore(this.connections, this.keys);
	}

	RedisLeaseRegistry instance() {
		return instance(NEVER, (store) -> store);
	}

	RedisLeaseRegistry instance(Duration poll, UnaryOperator<LeaseStore> between) {
		RedisLeaseRegistry registry = new RedisLeaseRegistry(between.apply(store()),
				new LeaseWakeUps(this.connections, this.keys), () -> new LeaseHolder(Thread.currentThread(), this.work),
				this.outcomes::add, this.events::add, NanoClock.SYSTEM, poll, new EvaluatedText(this.shown),
				() -> this.unsaved);
		this.registries.add(registry);
		return registry;
	}

	static LocksParticipant participant(RedisLeaseRegistry registry) {
		LocksParticipant participant = new LocksParticipant(NanoClock.SYSTEM);
		participant.use(registry);
		return participant;
	}

	/** Waits for what another thread is about to do; the test's own time bounds it. */
	static void until(BooleanSupplier condition) throws InterruptedException {
		Semaphore pause = new Semaphore(0);
		while (!condition.getAsBoolean()) {
			pause.tryAcquire(1, TimeUnit.MILLISECONDS);
		}
	}

	@Nullable String owner(String name) {
		return this.redis.opsForValue().get(this.keys.lock(name));
	}

	@Override
	public void close() {
		this.registries.forEach(RedisLeaseRegistry::close);
		this.disconnect.run();
	}

}
