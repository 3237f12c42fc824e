/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What meets what, made to happen.
 */
@Timeout(60)
class CacheRaceTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final MemoryStore store = new MemoryStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	@Test
	void whatWasPutWhileALoaderRanIsKept() throws Exception {
		assertThat(this.cache.get("a", () -> {
			this.cache.put("a", 99);
			return 1;
		})).isEqualTo(99);
		this.cache.flush(LONG);
		assertThat(this.store.value("a")).isEqualTo(99);
	}

	@Test
	void whatWasWrittenWhileALoaderRanIsKept() throws Exception {
		assertThat(this.cache.get("a", () -> {
			this.cache.put("a", 99);
			this.cache.flush(LONG);
			return 1;
		})).isEqualTo(99);
		assertThat(this.cache.dirty()).isZero();
	}

	@Test
	void whatIsThereIsNotPutAgain() {
		assertThat(this.cache.putIfAbsent("a", 1)).isNull();
		assertThat(this.cache.putIfAbsent("a", 2)).isNotNull()
			.satisfies((present) -> assertThat(present.get()).isEqualTo(1));
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(1);
	}

	/** A second look would be under a lock that a flush needs. */
	@Test
	void theStoreIsAskedOnceForANewKey() {
		AtomicInteger loads = new AtomicInteger();
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(new VersionedStore<String, Integer>() {

			@Override
			public @Nullable VersionedEntry<String, Integer> load(String key) {
				loads.incrementAndGet();
				return CacheRaceTests.this.store.load(key);
			}

			@Override
			public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
				return CacheRaceTests.this.store.write(entries);
			}

		}, CacheFixtures.LATER);
		cache.put("a", 1);
		assertThat(loads).hasValue(1);
	}

	@Test
	void aCacheThatADrainHasClosedIsNotWaitedForAgain() throws Exception {
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store,
				new WriteBehindSettings(Mode.WRITE_BEHIND, Duration.ofHours(1), 100, 1000, 1000, Duration.ofHours(1),
						WhenReadOnly.WRITE_THROUGH));
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch inside = new CountDownLatch(1);
		FutureTask<Object> user = new FutureTask<>(() -> {
			this.store.before = (batch) -> {
				inside.countDown();
				go.await();
			};
			cache.readOnly(true);
			cache.put("b", 1);
			return true;
		});
		new Thread(user).start();
		inside.await();
		assertThat(cache.close(Duration.ofMillis(1))).isFalse();
		cache.destroy();
		go.countDown();
		assertThat(user.get()).isEqualTo(true);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aStoreThatIsTooSlowForADrainIsSaidWhileWritesKeepComing(CapturedOutput output) throws Exception {
		CountDownLatch said = new CountDownLatch(1);
		AtomicInteger puts = new AtomicInteger();
		WriteBehindCache<String, Integer> busy = CacheFixtures.cache(this.store, new WriteBehindSettings(
				Mode.WRITE_BEHIND, Duration.ofMillis(1), 1, 100_000, 1000, LONG, WhenReadOnly.WRITE_THROUGH));
		this.store.before = (batch) -> {
			// The next one is there before this one is written.
			busy.put("k" + puts.incrementAndGet(), 1);
			if (output.getOut().contains("could not write them all")) {
				said.countDown();
				this.store.before = (any) -> {
				};
			}
			new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
		};
		for (int i = 0; i < 5000; i++) {
			busy.put("first" + i, 1);
		}
		said.await();
	}

	/** Sixteen keys, of which every other one is put again while it is written. */
	@Test
	void aKeyThatIsPutAgainAndAgainKeepsNoOtherWaiting() throws Exception {
		WriteBehindCache<String, Integer> busy = CacheFixtures.cache(this.store, new WriteBehindSettings(
				Mode.WRITE_BEHIND, Duration.ofMillis(1), 1, 100_000, 1000, LONG, WhenReadOnly.WRITE_THROUGH));
		this.store.before = (batch) -> batch.stream()
			.filter((entry) -> entry.value() % 2 == 0)
			.forEach((entry) -> busy.put(entry.key(), entry.value()));
		for (int i = 0; i < 16; i++) {
			busy.put("k" + i, i);
		}
		Awaitility.await().until(() -> this.store.rows.size() == 16);
		this.store.before = (batch) -> {
		};
	}

	@Test
	void whatIsWrittenThroughWhileItIsAbsentIsNotOvertaken() throws Exception {
		WriteBehindCache<String, Integer> through = CacheFixtures.cache(this.store,
				CacheFixtures.mode(Mode.WRITE_THROUGH, WhenReadOnly.WRITE_THROUGH));
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.before = (batch) -> {
			writing.countDown();
			go.await();
		};
		Thread first = new Thread(() -> through.put("a", 1));
		first.start();
		writing.await();
		FutureTask<Object> absent = new FutureTask<>(() -> through.get("a", () -> 2));
		Thread second = new Thread(absent);
		second.start();
		// It has seen nothing, and waits for its turn.
		Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
		go.countDown();
		assertThat(absent.get()).isEqualTo(1);
		assertThat(this.store.value("a")).isEqualTo(1);
	}

}
