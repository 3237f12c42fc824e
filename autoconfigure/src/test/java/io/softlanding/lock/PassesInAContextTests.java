/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import io.softlanding.cache.FlushableCacheAutoConfiguration;
import io.softlanding.cache.RedisVersionedStore;
import io.softlanding.cache.VersionedEntry;
import io.softlanding.cache.VersionedStore;
import io.softlanding.cache.WriteBehindCache;
import io.softlanding.cache.WriteBehindCaches;
import io.softlanding.cache.WriteOutcome;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPass;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.MultiPassParticipant;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A context that is closed, with the looks in the lifecycle phases where a drain has
 * them: what a task of an executor and the destruction of a bean still can do.
 */
@Timeout(60)
@ExtendWith(ServersExtension.class)
class PassesInAContextTests {

	private static final Map<String, VersionedEntry<String, String>> TABLE = new ConcurrentHashMap<>();

	private final String id = UUID.randomUUID().toString();

	private LeaseFixtures outside;

	private ApplicationContextRunner runner;

	@BeforeEach
	void configure(ServerAddresses servers) {
		this.outside = new LeaseFixtures(servers.redisHost(), servers.redisPort());
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(LockAutoConfiguration.class, FlushableCacheAutoConfiguration.class))
			.withPropertyValues("softlanding.lock.prefix=test:", "softlanding.group=web",
					"softlanding.cache.write-behind.flush-delay=1h")
			.withBean(LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(servers.redisHost(), servers.redisPort()))
			.withUserConfiguration(Application.class);
	}

	@AfterEach
	void disconnect() {
		this.outside.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		StringRedisTemplate redis(LettuceConnectionFactory connections) {
			return new StringRedisTemplate(connections);
		}

		@Bean
		ThreadPoolTaskExecutor executor() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		Looks first(ObjectProvider<DrainParticipant> participants) {
			return new Looks(participants, DrainPass.FIRST, Integer.MAX_VALUE - 1280);
		}

		@Bean
		Looks beforeStop(ObjectProvider<DrainParticipant> participants) {
			return new Looks(participants, DrainPass.BEFORE_STOP, 1);
		}

		@Bean
		WriteBehindCache<String, String> inRedis(WriteBehindCaches caches, StringRedisTemplate redis) {
			return caches.create("in-redis",
					new RedisVersionedStore<>(redis, "cache:", (value) -> value, (value) -> value));
		}

		@Bean
		Writer writer(WriteBehindCaches caches, LeaseRegistry leases) {
			return new Writer(caches.create("in-table", new TableStore()), leases);
		}

	}

	/** Has no dependency: Spring stops dependents first. */
	static final class Looks implements SmartLifecycle {

		private final ObjectProvider<DrainParticipant> participants;

		private final DrainPass pass;

		private final int phase;

		final CountDownLatch looked = new CountDownLatch(1);

		private volatile boolean running;

		Looks(ObjectProvider<DrainParticipant> participants, DrainPass pass, int phase) {
			this.participants = participants;
			this.pass = pass;
			this.phase = phase;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.participants.forEach((participant) -> {
				try {
					participant.drain(new StubDrainContext(Duration.ofSeconds(20)).pass(this.pass)
						.initiator(Thread.currentThread()));
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			this.looked.countDown();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	/** Writes when it is destroyed, through a cache that is no bean. */
	record Writer(WriteBehindCache<String, String> cache, LeaseRegistry leases) implements DisposableBean {

		@Override
		public void destroy() {
			this.cache.put("late", "written");
			assertThatExceptionOfType(LeaseRefusedException.class)
				.isThrownBy(() -> this.leases.tryAcquire("late", Duration.ofSeconds(10), Duration.ZERO));
		}

	}

	static final class TableStore implements VersionedStore<String, String> {

		@Override
		public @Nullable VersionedEntry<String, String> load(String key) {
			return TABLE.get(key);
		}

		@Override
		public List<WriteOutcome> write(List<VersionedEntry<String, String>> entries) {
			entries.forEach((entry) -> TABLE.put(entry.key(), entry));
			return entries.stream().map((entry) -> WriteOutcome.APPLIED).toList();
		}

	}

	@Test
	void aTaskAndTheDestructionOfABeanEndTheirWorkAsWithoutADrain() throws Exception {
		List<MultiPassParticipant> participants = new ArrayList<>();
		List<Future<?>> tasks = new ArrayList<>();
		this.runner.run((context) -> {
			context.getBeanProvider(MultiPassParticipant.class).forEach(participants::add);
			LeaseRegistry leases = context.getBean(LeaseRegistry.class);
			WriteBehindCache<String, String> cache = context.getBean("inRedis", WriteBehindCache.class);
			cache.put(this.id + "early", "written");
			tasks.add(context.getBean(ThreadPoolTaskExecutor.class).submit(() -> {
				context.getBean("first", Looks.class).looked.await();
				try (Lease lease = leases.tryAcquire(this.id, Duration.ofSeconds(10), Duration.ZERO)) {
					cache.put(this.id, "under " + Objects.requireNonNull(lease).name());
				}
				return true;
			}));
		});
		assertThat(tasks.get(0).get()).isEqualTo(true);
		assertThat(this.outside.owner(this.id)).isNull();
		assertThat(this.outside.redis.<String, String>opsForHash().entries("cache:web:" + this.id).values())
			.contains("under " + this.id);
		assertThat(this.outside.redis.hasKey("cache:web:" + this.id + "early")).isTrue();
		assertThat(TABLE.get("late")).isNotNull();
		assertThat(participants.stream().map(MultiPassParticipant::conclude).map(DrainResult::summary))
			.containsExactlyInAnyOrder("3 written, 0 stale", "1 released, 1 refused", "No key");
	}

}
