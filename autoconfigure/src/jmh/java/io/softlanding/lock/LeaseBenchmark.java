/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.redis.ApplicationGroup;
import io.softlanding.servers.EmbeddedRedisServer;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Acquiring and giving back, beside Redisson's lock on the same server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LeaseBenchmark {

	private static final Duration TTL = Duration.ofSeconds(30);

	private static final Duration WAIT = Duration.ofMinutes(1);

	private EmbeddedRedisServer server;

	private LettuceConnectionFactory connections;

	private RedisLeaseRegistry leases;

	private RedissonClient redisson;

	@Setup
	public void start() {
		this.server = EmbeddedRedisServer.start();
		this.connections = new LettuceConnectionFactory(this.server.host(), this.server.port());
		this.connections.afterPropertiesSet();
		this.connections.start();
		LeaseKeys keys = new LeaseKeys("", new ApplicationGroup("benchmark"));
		this.leases = new RedisLeaseRegistry(new RedisLeaseStore(this.connections, keys),
				new LeaseWakeUps(this.connections, keys), () -> new LeaseHolder(Thread.currentThread(), null),
				(outcome) -> {
				}, (event) -> {
				}, NanoClock.SYSTEM, Duration.ofMillis(500), new EvaluatedText(false), List::of);
		Config config = new Config();
		config.useSingleServer().setAddress("redis://" + this.server.host() + ":" + this.server.port());
		this.redisson = Redisson.create(config);
	}

	@TearDown
	public void stop() {
		this.redisson.shutdown();
		this.leases.close();
		this.connections.destroy();
		this.server.close();
	}

	@Benchmark
	@Threads(1)
	public void uncontendedLease() throws InterruptedException {
		lease();
	}

	@Benchmark
	@Threads(1)
	public void uncontendedRedisson() {
		redisson();
	}

	@Benchmark
	@Threads(8)
	public void contendedLease() throws InterruptedException {
		lease();
	}

	@Benchmark
	@Threads(8)
	public void contendedRedisson() {
		redisson();
	}

	private void lease() throws InterruptedException {
		Lease lease = this.leases.tryAcquire("lease", TTL, WAIT);
		if (lease == null) {
			throw new IllegalStateException("Nobody held it for a minute");
		}
		lease.close();
	}

	private void redisson() {
		RLock lock = this.redisson.getLock("redisson");
		lock.lock();
		lock.unlock();
	}

}
