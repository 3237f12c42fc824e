/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Cache;
import io.softlanding.cache.WriteBehindSettings.Mode;
import io.softlanding.cache.WriteBehindSettings.WhenReadOnly;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class WriteBehindCacheTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final MemoryStore store = new MemoryStore();

	private final WriteBehindCache<String, Integer> cache = CacheFixtures.cache(this.store, CacheFixtures.LATER);

	@Test
	void aWriteIsAcknowledgedBeforeItIsInTheStoreAndReadAtOnce() {
		this.cache.put("a", 1);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(1);
		assertThat(this.cache.dirty()).isEqualTo(1);
		assertThat(this.store.rows).isEmpty();
	}

	@Test
	void aWriteReachesTheStoreAfterTheDelay() {
		WriteBehindCache<String, Integer> soon = CacheFixtures.cache(this.store, CacheFixtures.soon());
		soon.put("a", 1);
		Awaitility.await().untilAsserted(() -> assertThat(this.store.value("a")).isEqualTo(1));
		Awaitility.await().until(() -> soon.dirty() == 0);
		soon.put("a", 2);
		Awaitility.await().untilAsserted(() -> assertThat(this.store.value("a")).isEqualTo(2));
	}

	@Test
	void writesToOneKeyAreOneWrite() throws Exception {
		for (int i = 1; i <= 100; i++) {
			this.cache.put("a", i);
		}
		assertThat(this.cache.flush(LONG)).isEqualTo(new FlushResult(1, 0, List.of(), List.of()));
		assertThat(this.store.batches).singleElement().isEqualTo(List.of(new VersionedEntry<>("a", 100, 1)));
	}

	@Test
	void batchesAreNoLargerThanTheyMayBe() throws Exception {
		IntStream.range(0, 250).forEach((i) -> this.cache.put("k" + i, i));
		assertThat(this.cache.flush(LONG).written()).isEqualTo(250);
		assertThat(this.store.batches).extracting(List::size).containsExactly(100, 100, 50);
	}

	@Test
	void whatIsNotInMemoryIsReadFromTheStore() {
		this.store.overtake("a", 7, 3);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(7);
		assertThat(this.cache.get("b")).isNull();
	}

	@Test
	void aWriteContinuesTheVersionsOfTheStore() throws Exception {
		this.store.overtake("a", 7, 41);
		this.cache.put("a", 8);
		this.cache.flush(LONG);
		assertThat(this.store.rows.get("a").version()).isEqualTo(42);
	}

	@Test
	void aLoaderIsAskedOnceAndWhatItSaysIsWritten() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		assertThat(this.cache.get("a", asked::incrementAndGet)).isEqualTo(1);
		assertThat(this.cache.get("a", asked::incrementAndGet)).isEqualTo(1);
		this.cache.flush(LONG);
		assertThat(this.store.value("a")).isEqualTo(1);
	}

	@Test
	void aNewerWriterWins() throws Exception {
		this.cache.put("a", 1);
		this.store.overtake("a", 99, 10);
		assertThat(this.cache.flush(LONG)).isEqualTo(new FlushResult(0, 1, List.of(), List.of()));
		assertThat(this.store.value("a")).isEqualTo(99);
		assertThat(this.cache.get("a", Integer.class)).as("read anew").isEqualTo(99);
	}

	@Test
	void aWriteWhileItsKeyIsBeingWrittenIsWrittenAfterIt() throws Exception {
		CountDownLatch inStore = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.store.before = (batch) -> {
			inStore.countDown();
			go.await();
		};
		this.cache.put("a", 1);
		FutureTask<FlushResult> flush = inBackground(() -> this.cache.flush(LONG));
		assertThat(inStore.await(10, TimeUnit.SECONDS)).isTrue();
		this.cache.put("a", 2);
		this.cache.put("a", 3);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(3);
		go.countDown();
		assertThat(flush.get(10, TimeUnit.SECONDS).complete()).isTrue();
		assertThat(this.store.value("a")).isEqualTo(3);
		assertThat(this.store.batches).extracting((batch) -> batch.get(0).version()).containsExactly(1L, 2L);
	}

	@Test
	void onePoisonousEntryDoesNotKeepTheOthers() throws Exception {
		this.store.before = (batch) -> {
			if (batch.stream().anyMatch((entry) -> entry.key().equals("k3"))) {
				throw new IllegalStateException("poison");
			}
		};
		IntStream.range(0, 10).forEach((i) -> this.cache.put("k" + i, i));
		FlushResult result = this.cache.flush(Duration.ofMillis(300));
		assertThat(result.written()).isEqualTo(9);
		assertThat(result.failed()).containsExactly("k3");
		assertThat(result.unknown()).isEmpty();
		assertThat(this.cache.dirty()).isEqualTo(1);
		assertThat(this.cache.get("k3", Integer.class)).isEqualTo(3);
	}

	@Test
	void aStoreThatIsDownIsNotAskedForEachEntry() throws Exception {
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		IntStream.range(0, 100).forEach((i) -> this.cache.put("k" + i, i));
		assertThat(this.cache.flush(Duration.ofMillis(300)).failed()).hasSize(100);
		long batches = this.store.batches.stream().filter((batch) -> batch.size() > 1).count();
		assertThat(this.store.batches.size() - batches).isLessThanOrEqualTo(3 * batches);
	}

	@Test
	void aStoreThatComesBackGetsEverything() throws Exception {
		AtomicInteger failures = new AtomicInteger(5);
		this.store.before = (batch) -> {
			if (failures.getAndDecrement() > 0) {
				throw new IllegalStateException("down");
			}
		};
		IntStream.range(0, 10).forEach((i) -> this.cache.put("k" + i, i));
		assertThat(this.cache.flush(LONG)).isEqualTo(new FlushResult(10, 0, List.of(), List.of()));
	}

	@Test
	void whatTheStoreHasNotAnsweredIsUnknown() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		this.store.before = (batch) -> go.await();
		this.cache.put("a", 1);
		FlushResult result = this.cache.flush(Duration.ofMillis(200));
		assertThat(result).isEqualTo(new FlushResult(0, 0, List.of(), List.of("a")));
		go.countDown();
		Awaitility.await().until(() -> this.cache.dirty() == 0);
	}

	@Test
	void beyondTheBoundAWriterWaitsForTheStore() {
		WriteBehindCache<String, Integer> small = CacheFixtures.cache(this.store, CacheFixtures.maxDirty(2));
		small.put("a", 1);
		small.put("b", 2);
		small.put("c", 3);
		assertThat(this.store.rows).containsOnlyKeys("c");
		small.put("a", 4);
		assertThat(this.store.rows).as("a dirty key needs no more room").containsOnlyKeys("c");
		assertThat(small.dirty()).isEqualTo(2);
	}

	@Test
	void aWriteThatCouldNotGoThroughIsNotAcknowledged() throws Exception {
		WriteBehindCache<String, Integer> small = CacheFixtures.cache(this.store, CacheFixtures.maxDirty(1));
		small.put("a", 1);
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> small.put("b", 2));
		assertThat(small.get("b")).isNull();
		this.store.before = (batch) -> {
		};
		small.flush(LONG);
		assertThat(this.store.rows).containsOnlyKeys("a");
	}

	@Test
	void aWriteThatGoesThroughTakesThePlaceOfWhatIsDirty() throws Exception {
		this.cache.put("a", 1);
		this.cache.readOnly(true);
		this.cache.put("a", 2);
		assertThat(this.store.value("a")).isEqualTo(2);
		assertThat(this.cache.dirty()).isZero();
		assertThat(this.cache.flush(LONG)).isEqualTo(FlushResult.NOTHING);
	}

	@Test
	void whatWasDirtyStaysSoWhenAWriteInItsPlaceFails() throws Exception {
		this.cache.put("a", 1);
		this.cache.readOnly(true);
		this.store.before = (batch) -> {
			throw new IllegalStateException("down");
		};
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> this.cache.put("a", 2));
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(1);
		this.store.before = (batch) -> {
		};
		this.cache.flush(LONG);
		assertThat(this.store.value("a")).isEqualTo(1);
	}

	@Test
	void aWriteThatGoesThroughIsAboveWhateverTheStoreHas() {
		WriteBehindCache<String, Integer> through = CacheFixtures.cache(this.store,
				CacheFixtures.mode(Mode.WRITE_THROUGH, WhenReadOnly.REFUSE));
		through.put("a", 1);
		this.store.overtake("a", 50, 20);
		through.put("a", 2);
		assertThat(this.store.rows.get("a")).isEqualTo(new VersionedEntry<>("a", 2, 21));
		assertThat(through.dirty()).isZero();
	}

	@Test
	void aWriterDoesNotWaitForAHangingStoreForEver() throws Exception {
		WriteBehindCache<String, Integer> small = CacheFixtures.cache(this.store, CacheFixtures.maxDirty(1));
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch inStore = new CountDownLatch(1);
		this.store.before = (batch) -> {
			inStore.countDown();
			go.await();
		};
		small.put("a", 1);
		FutureTask<FlushResult> flush = inBackground(() -> small.flush(LONG));
		assertThat(inStore.await(10, TimeUnit.SECONDS)).isTrue();
		small.readOnly(true);
		assertThatExceptionOfType(CacheWriteException.class).isThrownBy(() -> small.put("a", 2))
			.withMessageContaining("busy");
		go.countDown();
		flush.get(10, TimeUnit.SECONDS);
	}

	@Test
	void evictionNeverLosesWhatIsDirty() throws Exception {
		this.cache.put("a", 1);
		this.cache.evict("a");
		this.cache.clear();
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(1);
		this.cache.flush(LONG);
		assertThat(this.store.value("a")).isEqualTo(1);
		this.cache.evict("a");
		this.store.overtake("a", 9, 9);
		assertThat(this.cache.get("a", Integer.class)).isEqualTo(9);
	}

	@Test
	void memoryPressureNeverLosesWhatIsDirty() throws Exception {
		WriteBehindCache<String, Integer> tiny = CacheFixtures.cache(this.store, CacheFixtures.maxEntries(1));
		IntStream.range(0, 500).forEach((i) -> tiny.put("k" + i, i));
		((Cache<?, ?>) tiny.getNativeCache()).cleanUp();
		assertThat(IntStream.range(0, 500).mapToObj((i) -> tiny.get("k" + i, Integer.class)))
			.containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
		assertThat(tiny.flush(LONG).written()).isEqualTo(500);
	}

	@Test
	void closingWaitsForThoseWhoReadAndTellsThoseWhoComeLater() throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		WriteBehindCache<String, Integer> cache = CacheFixtures.cache(new VersionedStore<String, Integer>() {

			@Override
			public VersionedEntry<String, Integer> load(String key) {
				loading.countDown();
				await(go);
				return new VersionedEntry<>(key, 5, 1);
			}

			@Override
			public List<WriteOutcome> write(List<VersionedEntry<String, Integer>> entries) {
				return List.of();
			}

		}, CacheFixtures.LATER);
		FutureTask<Integer> reader = inBackground(() -> cache.get("a", Integer.class));
		assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(cache.close(Duration.ofMillis(10))).isFalse();
		assertThatExceptionOfType(CacheClosedException.class).isThrownBy(() -> cache.get("b"));
		assertThatExceptionOfType(CacheClosedException.class).isThrownBy(() -> cache.put("b", 1));
		go.countDown();
		assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(5);
		assertThat(cache.close(LONG)).isTrue();
	}

	@Test
	void whatNoDrainHasFlushedIsFlushedWhenTheBeanIsDestroyed() throws Exception {
		this.cache.put("a", 1);
		this.cache.destroy();
		assertThat(this.store.value("a")).isEqualTo(1);
		this.cache.destroy();
	}

	/** The race that would lose a write: it is put after the flush has looked. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void noAcknowledgedWriteIsLostHoweverItMeetsTheEnd(int seed) throws Exception {
		Map<String, Integer> acknowledged = new java.util.concurrent.ConcurrentHashMap<>();
		List<Thread> writers = new ArrayList<>();
		CountDownLatch started = new CountDownLatch(4);
		for (int w = 0; w < 4; w++) {
			int writer = w;
			Thread thread = new Thread(() -> {
				started.countDown();
				for (int i = 1;; i++) {
					String key = "k" + writer + "-" + (i * seed) % 17;
					try {
						this.cache.put(key, i);
						acknowledged.put(key, i);
					}
					catch (CacheClosedException ex) {
						return;
					}
				}
			});
			thread.start();
			writers.add(thread);
		}
		assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> acknowledged.size() > 20);
		this.cache.readOnly(true);
		this.cache.flush(LONG);
		assertThat(this.cache.close(LONG)).isTrue();
		for (Thread writer : writers) {
			writer.join(10_000);
		}
		assertThat(this.cache.dirty()).isZero();
		acknowledged.forEach((key, value) -> assertThat(this.store.value(key)).as(key).isEqualTo(value));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		Thread thread = new Thread(future);
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	@Test
	void manyPoisonousEntriesSideBySideDoNotKeepTheOthers() throws Exception {
		this.store.before = (batch) -> {
			if (batch.stream().anyMatch((entry) -> entry.value() < 5)) {
				throw new IllegalStateException("poison");
			}
		};
		IntStream.range(0, 10).forEach((i) -> this.cache.put("k" + i, i));
		assertThat(this.cache.flush(Duration.ofSeconds(1)).written()).isEqualTo(5);
	}

}
