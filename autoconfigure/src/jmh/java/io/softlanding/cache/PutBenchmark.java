/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import io.softlanding.text.EvaluatedText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A write that is acknowledged from memory, with a store that takes everything at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PutBenchmark {

	private static final int KEYS = 1000;

	private final String[] keys = new String[KEYS];

	private final WriteBehindCache<String, Integer> cache = new WriteBehindCache<>("stock", new VersionedStore<>() {

		@Override
		public VersionedEntry<String, Integer> load(String key) {
			return new VersionedEntry<>(key, 0, 1);
		}

		@Override
		public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
			return Collections.nCopies(entries.size(), WriteOutcome.APPLIED);
		}

	}, new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofMillis(100), 500, 10_000, 10_000, Duration.ofSeconds(5),
			WhenReadOnly.WRITE_THROUGH), Duration.ofMillis(1500), System::nanoTime, (outcome) -> {
			}, new EvaluatedText(false));

	private int next;

	public PutBenchmark() {
		for (int i = 0; i < KEYS; i++) {
			this.keys[i] = "sku-" + i;
		}
	}

	@Benchmark
	@Threads(1)
	public void oneThread() {
		put();
	}

	@Benchmark
	@Threads(2)
	public void twoThreads() {
		put();
	}

	private void put() {
		int value = this.next++;
		this.cache.put(this.keys[(value & Integer.MAX_VALUE) % KEYS], value);
	}

}
