/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reading a record: reloadable, from a volatile field, and behind a lock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReloadableBenchmark {

	private final Reloadable<Pricing> reloadable;

	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	private volatile Pricing field = new Pricing(1);

	private Pricing guarded = new Pricing(1);

	@ConfigurationProperties("pricing")
	record Pricing(int margin) {
	}

	public ReloadableBenchmark() {
		List<ReloadableType> types = List.of(ReloadableType.of(ReloadProperties.class),
				ReloadableType.of(Pricing.class));
		this.reloadable = new SnapshotStore(new BoundSnapshot(1, Instant.EPOCH, ReloadTrigger.STARTUP,
				Settings.of(new StandardEnvironment()), new ValueMask((key, value) -> value), types, new Object[] { "", new Pricing(1) },
				Set.of(), List.of()))
			.reloadable(Pricing.class);
	}

	@Benchmark
	public Pricing reloadable() {
		return this.reloadable.get();
	}

	@Benchmark
	public Pricing volatileField() {
		return this.field;
	}

	@Benchmark
	public Pricing readWriteLock() {
		this.lock.readLock().lock();
		try {
			return this.guarded;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

}
