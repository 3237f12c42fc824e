/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.redis.ApplicationGroup;
import io.softlanding.servers.EmbeddedRedisServer;
import io.softlanding.text.EvaluatedText;
import io.softlanding.time.NanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Giving back ten thousand leases, or removing as many keys, together and one by one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class GiveBackBenchmark {

	private static final int COUNT = 10_000;

	private static final Duration TTL = Duration.ofMinutes(1);

	private EmbeddedRedisServer server;

	private LettuceConnectionFactory connections;

	private StringRedisTemplate redis;

	private RedisLeaseRegistry registry;

	private RedisLeaseStore store;

	private List<HeldLease> leases;

	private RedisEphemeralKeys keys;

	@Setup
	public void start() {
		this.server = EmbeddedRedisServer.start();
		this.connections = new LettuceConnectionFactory(this.server.host(), this.server.port());
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.redis = new StringRedisTemplate(this.connections);
		LeaseKeys names = new LeaseKeys("", new ApplicationGroup("benchmark"));
		this.store = new RedisLeaseStore(this.connections, names);
		this.registry = new RedisLeaseRegistry(this.store, new LeaseWakeUps(this.connections, names),
				() -> new LeaseHolder(Thread.currentThread(), null), (outcome) -> {
				}, (event) -> {
				}, NanoClock.SYSTEM, Duration.ofMillis(500), new EvaluatedText(false), List::of);
	}

	@Setup(Level.Invocation)
	public void acquire() throws InterruptedException {
		this.leases = new ArrayList<>(COUNT);
		this.keys = new RedisEphemeralKeys(() -> this.connections);
		for (int i = 0; i < COUNT; i++) {
			this.leases.add((HeldLease) this.registry.tryAcquire("lease-" + i, TTL, Duration.ZERO));
			this.keys.register("key-" + i);
		}
		this.redis.executePipelined((RedisCallback<Object>) (connection) -> {
			for (int i = 0; i < COUNT; i++) {
				connection.stringCommands().set(("key-" + i).getBytes(), new byte[] { 1 });
			}
			return null;
		});
	}

	@TearDown(Level.Invocation)
	public void clear() {
		this.redis.execute((RedisCallback<Object>) (connection) -> {
			connection.serverCommands().flushAll();
			return null;
		});
		// What was not closed would be lost, and said to be so.
		this.leases.forEach((lease) -> {
			lease.end();
			this.registry.keeper().end(lease, LeaseOutcome.RELEASED, null);
		});
	}

	@TearDown
	public void stop() {
		this.registry.close();
		this.connections.destroy();
		this.server.close();
	}

	/** As the drain does it, confirmed by reading back. */
	@Benchmark
	public void leasesTogether() throws InterruptedException {
		new BatchRelease(this.store, this.registry.keeper(), NanoClock.SYSTEM).run(this.leases, Duration.ofMinutes(1));
	}

	/** As their holders do it. */
	@Benchmark
	public void leasesOneByOne() {
		this.leases.forEach(HeldLease::close);
	}

	@Benchmark
	public void keysTogether() {
		this.keys.unlink();
	}

	@Benchmark
	public void keysOneByOne() {
		for (int i = 0; i < COUNT; i++) {
			this.redis.unlink("key-" + i);
		}
	}

}
